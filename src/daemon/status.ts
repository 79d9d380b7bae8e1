import type { House } from './controls.ts';

/** What the sessions and the loudspeaker do now, as `status --json` shows it. */
export function statusOf({ desk, roster, isMuted, solo, isHeldByMicrophone, pace }: House, isQuietNow: boolean) {
  return {
    sessions: roster.all.map((session) => ({
      sessionId: session.agentId || session.id,
      client: session.id,
      name: session.name,
      voice: session.voice,
      muted: session.isMuted,
      silent: session.speaker.silenced() ?? null,
      queued: session.queued,
      speaking: session.speaking !== undefined,
      sentence: session.sentence ?? null,
      backlogS: session.backlogS,
      focused: roster.hasFocus(session),
    })),
    muted: isMuted,
    solo: solo ?? null,
    quiet: isQuietNow,
    paused: desk.paused,
    microphone: isHeldByMicrophone,
    speed: pace,
    volume: desk.volume,
    device: desk.device ?? null,
    trouble: desk.trouble ?? null,
  };
}
