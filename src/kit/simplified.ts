/** One of the characters of simplified Chinese that Japanese does not have: those that translators were seen to write. */
export const SIMPLIFIED =
  /[值图库块备导归复够头实带张录挂别强这们为说对测试运务应该请删键错误过进还时间码线级类变发长问题页关开无个从启动标语认证读调许设访评词译课谁让记论详转轮软输达远连选适递链锁项顺预验龙两严书买产仅价优传伤网组细终经结给络统继维综编缓缩总态惯战户执扩扫护报拟择换损收敌显术权构树样检决况净减浏满灭热环现电盘监础确离种积简纯约纪虽补规视觉计订负责败质资载较边迁违释阅队阶际险隐额响么吗您它你]/u;

/** Chinese words of characters that Japanese has as well, as a token of their own: with them names are joined in Chinese (x 和 y). */
export const CHINESE_WORD = /^ ?(?:而不是|而不|不是|而|是)$|^ 和$/u;
