import { table } from '../../kit/table.ts';
import { integerKana, spokenInteger } from './integers.ts';

/**
 * How a counter and the number before it change each other's sounds. `plain`: not at all; the others by the counter's first
 * sound: `k` (一個 イッコ, 六個 ロッコ), `s` (also t and ch: 一歳 イッサイ, 八歳 ハッサイ), `h` (一本 イッポン, 三本 サンボン), `f` (三分 サンプン,
 * 四分 ヨンプン), `e` (三編 サンペン, 四編 ヨンヘン), `ten` (loan words: only 十 is shortened, ジュッページ), `p` (イッパーセント).
 */
type Sound = 'plain' | 'k' | 's' | 'h' | 'f' | 'e' | 'ten' | 'p';

interface Counter {
  readonly kana: string;
  readonly sound: Sound;
  /** Readings of a whole number together with the counter. */
  readonly whole?: Readonly<Record<string, string>>;
  /** Readings of the number's last unit alone. */
  readonly last?: Readonly<Record<string, string>>;
  /** Readings of the number's last unit together with the counter. */
  readonly joint?: Readonly<Record<string, string>>;
}

const K_CHANGES = { 1: 'イッ', 6: 'ロッ', 8: 'ハッ', 10: 'ジュッ', 100: 'ヒャッ' } as const;
const S_CHANGES = { 1: 'イッ', 8: 'ハッ', 10: 'ジュッ' } as const;
const CHANGES: Readonly<Record<Sound, Readonly<Record<string, string>>>> = {
  plain: {},
  k: K_CHANGES,
  s: S_CHANGES,
  h: K_CHANGES,
  f: K_CHANGES,
  e: K_CHANGES,
  ten: { 10: 'ジュッ' },
  p: S_CHANGES,
};
/** What ハ to ホ become after a number that does not end on ッ. */
const LABIALS: Readonly<Partial<Record<Sound, Readonly<Record<string, string>>>>> = {
  h: { 3: 'バビブベボ', 1000: 'バビブベボ', 10000: 'バビブベボ' },
  f: { 3: 'パピプペポ', 4: 'パピプペポ', 1000: 'パピプペポ', 10000: 'パピプペポ' },
  e: { 3: 'パピプペポ' },
};

const YO = { 4: 'ヨ' } as const;
const SIMPLE: Readonly<Partial<Record<Sound, string>>> = {
  k: '個コ 箇所カショ ヶ所カショ か所カショ カ所カショ 箇月カゲツ ヶ月カゲツ か月カゲツ カ月カゲツ ヵ月カゲツ ヶ国カコク か国カコク カ国カコク 回カイ 件ケン 軒ケン 曲キョク 機キ 期キ 級キュー 巻カン 冠カン 句ク 区ク 課カ 科カ 株カブ 基キ 脚キャク 客キャク 系統ケートー 行程コーテー ケ国カコク 工程コーテー 計画ケーカク 校コー 戸コ 口座コーザ 缶カン 貫カン 階級カイキュー 系列ケーレツ 画素ガソ',
  s: '歳サイ 才サイ 冊サツ 週シュー 週間シューカン 種シュ 種類シュルイ 章ショー 節セツ 社シャ 隻セキ 艘ソー 速ソク 層ソー 色ショク 世紀セーキ 世帯セタイ 周シュー 周年シューネン 周期シューキ 食ショク 親等シントー 進数シンスー 進シン 進法シンポー 州シュー 勝ショー 集シュー 席セキ 線セン 点テン 頭トー 通ツー 着チャク 丁チョー 丁目チョーメ 体タイ 等トー 等分トーブン 等級トーキュー 滴テキ 店舗テンポ 店テン 棟トー 対タイ 打点ダテン 頂点チョーテン 手順テジュン 代目ダイメ 升ショー 尺シャク 寸スン 帖チョー 調チョー 段落ダンラク 数値スーチ 作品サクヒン 転テン 項目コーモク 銭セン 斉セー',
  h: '本ホン 匹ヒキ 杯ハイ 遍ヘン',
  f: '分フン 分間フンカン 分前フンマエ 分後フンゴ 泊ハク 発ハツ',
  e: '編ヘン 版ハン 敗ハイ 票ヒョー 品ヒン 班ハン 歩ホ 俵ヒョー 拍ハク 拍子ヒョーシ',
  ten: 'ページ 頁ページ セット ケース キー コア クリック カロリー カラット タスク タブ チーム テーブル テスト トークン スレッド ステップ セル セクション セッション スロット シート サイクル ソース コミット カラム コマンド クラス パターン パート フィート ホスト ポート チャンク チャンネル ツール トラック トン タイプ スレ',
  p: 'パーセント ポイント ピクセル パック ピース',
  plain:
    '枚マイ 倍バイ 番バン 番号バンゴー 番線バンセン 名メー 秒ビョー 秒間ビョーカン 行ギョー 文字モジ 文ブン 位イ 次ジ 字ジ 度ド 台ダイ 代ダイ 問モン 列レツ 例レー 割ワリ 部ブ 部分ブブン 面メン 語ゴ 号ゴー 号車ゴーシャ 条ジョー 段ダン 段階ダンカイ 世代セダイ 男ナン 女ジョ 両リョー 輪リン 枠ワク 万マン 億オク 乗ジョー 畳ジョー 児ジ 議席ギセキ 人分ニンブン 時限ジゲン 次元ジゲン 畝ウネ 毛モー 厘リン 元ゲン 難度ナンド 連敗レンパイ 連勝レンショー 連レン 打席ダセキ 塁ルイ 軍グン 院イン 限ゲン 音オン 連休レンキュー ウォン ドル ユーロ ポンド ルピー メートル ミリ ミリ秒ミリビョー マイクロ秒マイクロビョー ナノ秒ナノビョー グラム リットル バイト ビット ギガ メガ テラ ギガバイト メガバイト テラバイト ファイル フォルダ フォルダー フレーム ヘルツ ワット ボルト アンペア ヨーロ ノード リクエスト レイヤー レイヤ レコード ワード モジュール ライン エラー バージョン バイナリ ノット ダース',
};

const SPECIAL = table<Counter>({
  人: { kana: 'ニン', sound: 'plain', whole: { 1: 'ヒトリ', 2: 'フタリ' }, last: YO },
  人前: { kana: 'ニンマエ', sound: 'plain', last: YO },
  人組: { kana: 'ニングミ', sound: 'plain', whole: { 1: 'ヒトリグミ', 2: 'フタリグミ' }, last: YO },
  円: { kana: 'エン', sound: 'plain', last: YO },
  年: { kana: 'ネン', sound: 'plain', last: YO },
  年間: { kana: 'ネンカン', sound: 'plain', last: YO },
  年生: { kana: 'ネンセー', sound: 'plain', last: YO },
  年代: { kana: 'ネンダイ', sound: 'plain', last: YO },
  年度: { kana: 'ネンド', sound: 'plain', last: YO },
  年前: { kana: 'ネンマエ', sound: 'plain', last: YO },
  時: { kana: 'ジ', sound: 'plain', last: { ...YO, 0: 'レー', 7: 'シチ', 9: 'ク' } },
  時間: { kana: 'ジカン', sound: 'plain', last: { ...YO, 9: 'ク' } },
  時台: { kana: 'ジダイ', sound: 'plain', last: { ...YO, 7: 'シチ', 9: 'ク' } },
  月: { kana: 'ガツ', sound: 'plain', last: { 4: 'シ', 7: 'シチ', 9: 'ク' } },
  月号: { kana: 'ガツゴー', sound: 'plain', last: { 4: 'シ', 7: 'シチ', 9: 'ク' } },
  日: days('ニチ', 'イチニチ', ''),
  日間: days('ニチカン', 'イチニチカン', 'カン'),
  日目: days('ニチメ', 'イチニチメ', 'メ'),
  日前: days('ニチマエ', 'イチニチマエ', 'マエ'),
  日後: days('ニチゴ', 'イチニチゴ', 'ゴ'),
  つ: nativeCounter('ツ', '', {
    1: 'ヒトツ',
    2: 'フタツ',
    3: 'ミッツ',
    4: 'ヨッツ',
    5: 'イツツ',
    6: 'ムッツ',
    7: 'ナナツ',
    8: 'ヤッツ',
    9: 'ココノツ',
  }),
  つ目: nativeCounter('ツメ', '', {
    1: 'ヒトツメ',
    2: 'フタツメ',
    3: 'ミッツメ',
    4: 'ヨッツメ',
    5: 'イツツメ',
    6: 'ムッツメ',
    7: 'ナナツメ',
    8: 'ヤッツメ',
    9: 'ココノツメ',
  }),
  歳: { kana: 'サイ', sound: 's', whole: { 20: 'ハタチ' } },
  階: { kana: 'カイ', sound: 'k', joint: { 3: 'サンガイ' } },
  階建て: { kana: 'カイダテ', sound: 'k', joint: { 3: 'サンガイダテ' } },
  足: { kana: 'ソク', sound: 's', joint: { 3: 'サンゾク' } },
  軒: { kana: 'ケン', sound: 'k', joint: { 3: 'サンゲン' } },
  千: { kana: 'セン', sound: 's', joint: { 3: 'サンゼン' } },
  羽: { kana: 'ワ', sound: 'plain' },
  把: { kana: 'ワ', sound: 'plain', joint: { 3: 'サンバ', 10: 'ジュッパ' } },
  桁: nativeCounter('ケタ', 'ケタ', { 10: 'ジュッケタ', 100: 'ヒャッケタ' }),
  組: nativeCounter('クミ', 'クミ', { 10: 'ジュックミ' }),
  箱: nativeCounter('ハコ', 'ハコ', { 3: 'サンパコ', 10: 'ジュッパコ' }),
  皿: nativeCounter('サラ', 'サラ', { 10: 'ジュッサラ' }),
  口: nativeCounter('クチ', 'クチ', { 10: 'ジュックチ' }),
  粒: nativeCounter('ツブ', 'ツブ', { 10: 'ジュッツブ' }),
  束: nativeCounter('タバ', 'タバ', { 10: 'ジュッタバ' }),
  袋: nativeCounter('フクロ', 'フクロ', { 10: 'ジュップクロ' }),
  通り: nativeCounter('トーリ', 'トーリ', { 10: 'ジュットーリ' }),
  手: nativeCounter('テ', 'テ', { 10: 'ジュッテ' }),
  言: nativeCounter('コト', 'コト', {}),
  晩: nativeCounter('バン', 'バン', {}),
  月間: { kana: 'カゲツカン', sound: 'k' },
  キロ: { kana: 'キロ', sound: 'plain', joint: { 6: 'ロッキロ', 10: 'ジュッキロ', 100: 'ヒャッキロ' } },
  キロバイト: {
    kana: 'キロバイト',
    sound: 'plain',
    joint: { 6: 'ロッキロバイト', 10: 'ジュッキロバイト', 100: 'ヒャッキロバイト' },
  },
  キロメートル: {
    kana: 'キロメートル',
    sound: 'plain',
    joint: { 6: 'ロッキロメートル', 10: 'ジュッキロメートル', 100: 'ヒャッキロメートル' },
  },
  キログラム: {
    kana: 'キログラム',
    sound: 'plain',
    joint: { 6: 'ロッキログラム', 10: 'ジュッキログラム', 100: 'ヒャッキログラム' },
  },
  センチ: { kana: 'センチ', sound: 'ten', joint: { 1: 'イッセンチ', 8: 'ハッセンチ' } },
  センチメートル: { kana: 'センチメートル', sound: 'ten', joint: { 1: 'イッセンチメートル', 8: 'ハッセンチメートル' } },
});

const COUNTERS: ReadonlyMap<string, Counter> = new Map([...simpleCounters(), ...Object.entries(SPECIAL)]);

/** Longest surface of a counter in UTF-16 units. */
export const LONGEST_COUNTER = Math.max(...[...COUNTERS.keys()].map((key) => key.length));

export const isCounter = (surface: string): boolean => find(surface) !== undefined;

/**
 * Katakana of a whole number (ASCII digits) with its counter, sound changes made: ('3', '匹') is サンビキ; undefined for what
 * is no known counter. A counter may have 目 at its end (3回目).
 */
export function countKana(digits: string, surface: string): string | undefined {
  const counter = find(surface);
  if (!counter) return undefined;
  const whole = counter.whole?.[digits];
  if (whole !== undefined) return whole;
  const { head, last, unit } = spokenInteger(digits);
  const joint = counter.joint?.[unit];
  if (joint !== undefined) return head + joint;
  return head + withCounter(last, unit, counter);
}

function withCounter(last: string, unit: string, counter: Counter): string {
  const { kana, sound } = counter;
  let number = counter.last?.[unit] ?? CHANGES[sound][unit] ?? last;
  if (unit === '100' && CHANGES[sound][100]) number = last.replace(/ク$/, 'ッ');
  const labials = number.endsWith('ッ') && LABIALS[sound] ? 'パピプペポ' : LABIALS[sound]?.[unit];
  return number + (labials ? voice(kana, labials) : kana);
}

function voice(kana: string, row: string): string {
  const index = 'ハヒフヘホ'.indexOf(kana[0] ?? '');
  return index < 0 ? kana : (row[index] ?? '') + kana.slice(1);
}

function find(surface: string): Counter | undefined {
  const known = COUNTERS.get(surface);
  if (known || !surface.endsWith('目')) return known;
  const counter = COUNTERS.get(surface.slice(0, -1));
  if (!counter) return undefined;
  const withTail = (table: Counter['whole']) =>
    Object.fromEntries(Object.entries(table ?? {}).map(([key, kana]) => [key, `${kana}メ`]));
  return {
    ...counter,
    kana: `${counter.kana}メ`,
    whole: withTail(counter.whole),
    joint: withTail(counter.joint),
  };
}

function simpleCounters(): [string, Counter][] {
  return Object.entries(SIMPLE).flatMap(([sound, list]) =>
    list.split(' ').map((entry): [string, Counter] => {
      const split = /^(.*?[^ァ-ヺー])([ァ-ヺー]+)$/.exec(entry);
      const surface = split?.[1] ?? entry;
      return [surface, { kana: split?.[2] ?? entry, sound: sound as Sound }];
    }),
  );
}

/** 日: the first ten have native readings, so has what ends on 4 (十四日 ジューヨッカ) and 20. */
function days(kana: string, one: string, tail: string): Counter {
  const native = ['フツカ', 'ミッカ', 'ヨッカ', 'イツカ', 'ムイカ', 'ナノカ', 'ヨーカ', 'ココノカ', 'トーカ'];
  const whole: Record<string, string> = { 1: one, 20: `ハツカ${tail}` };
  for (const [index, day] of native.entries()) whole[`${index + 2}`] = day + tail;
  for (const tens of ['1', '2', '3']) {
    whole[`${tens}4`] = `${integerKana(`${tens}0`)}ヨッカ${tail}`;
    whole[`${tens}7`] = `${integerKana(`${tens}0`)}シチ${kana}`;
    whole[`${tens}9`] = `${integerKana(`${tens}0`)}ク${kana}`;
  }
  return { kana, sound: 'plain', whole };
}

function nativeCounter(kana: string, stem: string, more: Readonly<Record<string, string>>): Counter {
  const first = stem ? { 1: `ヒト${stem}`, 2: `フタ${stem}` } : {};
  return { kana, sound: 'plain', whole: { ...first, ...more } };
}
