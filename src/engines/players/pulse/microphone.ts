import type { NetConnectOpts } from 'node:net';
import type { Env } from '../child.ts';
import { COMMAND, openPulseLink, type PulseLink, type TagReader } from './link.ts';
import { pulseCookie, pulsePlaces } from './place.ts';
import { text, u32 } from './tags.ts';

export interface MicrophoneOptions {
  readonly env: Env;
  /** Called with true when some program begins to record from a microphone, with false when none does any more. */
  readonly onChange: (isRecording: boolean) => void;
  /** Resolves after so long; does not keep the process alive. */
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

const VERSION = 20;
const ANY = 0xffffffff;
/** PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT: a program begins to record, or ends. */
const RECORDERS = 0x0008;
const AGAIN_MS = 5000;

/**
 * Watches who records, through the sound server's own messages (PulseAudio, or PipeWire in its place). A recording of
 * what the loudspeaker plays is none of a microphone. Where no server answers it is asked again from time to time.
 */
export function watchMicrophone({ env, onChange, sleep }: MicrophoneOptions): { close(): void } {
  let isClosed = false;
  let link: PulseLink | undefined;
  let was = false;

  const tell = (is: boolean) => {
    if (is === was || isClosed) return;
    was = is;
    onChange(is);
  };

  async function watch(place: NetConnectOpts): Promise<void> {
    let looking = false;
    let again = false;
    const look = async () => {
      again = true;
      if (looking || link === undefined) return;
      looking = true;
      while (again) {
        again = false;
        tell(await isRecording(link).catch(() => false));
      }
      looking = false;
    };
    link = await openPulseLink(place, (command) => {
      if (command === COMMAND.SUBSCRIBE_EVENT) void look();
    });
    try {
      await link.ask(COMMAND.AUTH, u32(VERSION), { type: 'bytes', value: pulseCookie(env) });
      await link.ask(COMMAND.SET_CLIENT_NAME, { type: 'properties', value: { 'application.name': 'stream-tts' } });
      await link.ask(COMMAND.SUBSCRIBE, u32(RECORDERS));
      await look();
      if (isClosed) link.destroy();
      await link.lost;
    } finally {
      link.destroy();
      tell(false);
    }
  }

  async function goOn(): Promise<void> {
    while (!isClosed) {
      for (const place of pulsePlaces(env)) if (!isClosed) await watch(place).catch(() => {});
      if (!isClosed) await sleep(AGAIN_MS);
    }
  }
  void goOn();

  return {
    close() {
      isClosed = true;
      link?.destroy();
    },
  };
}

async function isRecording(link: PulseLink): Promise<boolean> {
  const recorders = recordersOf(await link.ask(COMMAND.GET_SOURCE_OUTPUT_INFO_LIST));
  for (const { source, isHeld } of recorders) {
    if (!isHeld && !(await isMonitor(link, source))) return true;
  }
  return false;
}

/** The fields of a source output up to version 20 (source_output_fill_tagstruct of PulseAudio 16). */
function recordersOf(reply: TagReader): Array<{ source: number; isHeld: boolean }> {
  const found: Array<{ source: number; isHeld: boolean }> = [];
  while (reply.hasMore()) {
    // Its index, name, module and client.
    reply.skip(4);
    const source = reply.u32();
    // Its format, channels, two latencies, how it is resampled, its driver, its properties.
    reply.skip(7);
    found.push({ source, isHeld: reply.bool() });
  }
  return found;
}

/** A source that hears what a sink plays names that sink; a microphone names none. */
async function isMonitor(link: PulseLink, source: number): Promise<boolean> {
  const about = await link.ask(COMMAND.GET_SOURCE_INFO, u32(source), text(undefined));
  // Its index, name, description, format, channels, module, volume, whether it is muted.
  about.skip(8);
  return about.u32() !== ANY;
}
