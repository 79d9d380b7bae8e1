import type { Event } from '../spec/events.ts';

/** One sentence in both languages, at the moment when it begins to sound. */
export interface Caption {
  readonly sentenceId: string;
  readonly source: string;
  /** Empty where it was never translated. */
  readonly translation: string;
  /** Milliseconds since the first input byte. */
  readonly startMs: number;
  /** False for what is read instead of heard. */
  readonly isHeard: boolean;
}

/** Why a sentence is not heard that is read instead. */
const READ = /^(?:muted|brief|behind|quiet hours|another session )/;

/** Watches the events and gives a caption when its sentence begins to sound. */
export function createCaptioner(onCaption: (caption: Caption) => void): (event: Event) => void {
  const waiting = new Map<string, { source: string; translation?: string; startMs?: number; isRead?: boolean }>();
  // A clause may sound before its sentence is translated: its caption comes with the translation.
  const show = (sentenceId: string, isLate = false) => {
    const { source = '', translation, startMs, isRead = false } = waiting.get(sentenceId) ?? {};
    if (startMs === undefined || (translation === undefined && !isLate)) return;
    waiting.delete(sentenceId);
    onCaption({ sentenceId, source, translation: translation ?? '', startMs, isHeard: !isRead });
  };
  return (event) => {
    if (event.type === 'sentence') waiting.set(event.sentenceId, { source: event.text });
    if (event.type !== 'translation' && event.type !== 'play-start' && event.type !== 'sentence-end') return;
    const caption = waiting.get(event.sentenceId);
    if (caption === undefined) return;
    if (event.type === 'translation') caption.translation = event.text;
    if (event.type === 'play-start') caption.startMs = event.atMs;
    if (event.type === 'sentence-end' && caption.startMs === undefined && READ.test(event.reason ?? '')) {
      caption.startMs = event.atMs;
      caption.isRead = true;
    }
    show(event.sentenceId, event.type === 'sentence-end');
    if (event.type === 'sentence-end') waiting.delete(event.sentenceId);
  };
}

/**
 * Collects bilingual captions whose times are those of the sound itself, the first sentence at 0, so that they fit
 * the WAV of `--out`. `text` gives the whole file.
 */
export function createCaptionFile(format: 'vtt' | 'srt', pauseMs: number) {
  const cues: Cue[] = [];
  const captions = new Map<string, Caption>();
  let soundMs = 0;
  const captioner = createCaptioner((caption) => captions.set(caption.sentenceId, caption));

  return {
    observe(event: Event): void {
      captioner(event);
      if (event.type !== 'sentence-end' || event.durationMs === undefined) return;
      const caption = captions.get(event.sentenceId);
      if (caption === undefined) return;
      const startMs = cues.length === 0 ? 0 : soundMs + pauseMs;
      soundMs = startMs + event.durationMs;
      const lines = caption.translation === caption.source ? [caption.source] : [caption.translation, caption.source];
      cues.push({ startMs, endMs: soundMs, lines });
    },
    text: () => captionText(format, cues),
  };
}

/** What is read while it is heard; times in milliseconds of the sound. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/** A whole WebVTT or SubRip file. */
export function captionText(format: 'vtt' | 'srt', cues: readonly Cue[]): string {
  const stamp = (ms: number) => timestamp(ms, format === 'vtt' ? '.' : ',');
  const body = cues.map(({ startMs, endMs, lines }, index) =>
    [...(format === 'srt' ? [String(index + 1)] : []), `${stamp(startMs)} --> ${stamp(endMs)}`, ...lines].join('\n'),
  );
  return `${format === 'vtt' ? 'WEBVTT\n\n' : ''}${body.join('\n\n')}\n`;
}

function timestamp(ms: number, separator: string): string {
  const whole = Math.round(ms);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const seconds = `${two((whole / 1000) % 60)}${separator}${String(whole % 1000).padStart(3, '0')}`;
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${seconds}`;
}
