import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import type { Leveller } from './kit/leveller.ts';
import { isMissing, missing, type Program } from './kit/program.ts';
import { stretch } from './kit/stretch.ts';
import { englishClauses, japaneseClauses } from './kit/texts.ts';
import { fromS16le } from './kit/wav.ts';

/** Windows PowerShell, not pwsh: System.Speech is part of the .NET Framework. */
export const POWERSHELL: Program = { command: 'powershell.exe', fix: 'npx stream-tts say … --voice kokoro' };

export interface PowershellOptions {
  readonly language: 'ja' | 'en';
  /** An installed voice's name, such as `Microsoft Haruka Desktop`; the first of the language without. */
  readonly voice?: string | undefined;
  readonly reader?: Reader | undefined;
  readonly leveller: Leveller;
  readonly program?: Program;
}

const SAMPLE_RATE_HZ = 24_000;

/** SAPI's rates go from -10 to 10, a third to three times the voice's pace. */
const MOST_RATE = 10;

/** Reads a request a line and answers in order: `pcm BASE64`, or `error BASE64`. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$speech = New-Object System.Speech.Synthesis.SpeechSynthesizer
$format = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(${SAMPLE_RATE_HZ}, [System.Speech.AudioFormat.AudioBitsPerSample]::Sixteen, [System.Speech.AudioFormat.AudioChannel]::Mono)
function Answer($kind, $bytes) { [Console]::Out.WriteLine($kind + ' ' + [Convert]::ToBase64String($bytes)); [Console]::Out.Flush() }
while ($null -ne ($line = [Console]::In.ReadLine())) {
  try {
    $request = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line)) | ConvertFrom-Json
    $voice = $speech.GetInstalledVoices() | Where-Object { $_.Enabled -and ($_.VoiceInfo.Name -eq $request.voice -or (-not $request.voice -and $_.VoiceInfo.Culture.Name -like ($request.language + '*'))) } | Select-Object -First 1
    if ($null -eq $voice) { throw ('Windows has no voice for ' + $request.language + '; add its language with speech in the settings') }
    $speech.SelectVoice($voice.VoiceInfo.Name)
    $speech.Rate = $request.rate
    $sound = New-Object IO.MemoryStream
    $speech.SetOutputToAudioStream($sound, $format)
    $speech.Speak($request.text)
    $speech.SetOutputToNull()
    Answer 'pcm' $sound.ToArray()
  } catch { Answer 'error' ([Text.Encoding]::UTF8.GetBytes($_.Exception.Message)) }
}
`;

/**
 * Windows' own voices (SAPI) through one PowerShell that stays alive, as its start takes the better part of a second. A request that was
 * aborted is finished unheard. What SAPI's rates cannot is done by stretching, the pitch kept.
 */
export function createPowershellVoice(options: PowershellOptions): Voice {
  const { language, voice, reader, leveller, program = POWERSHELL } = options;
  const shell = createShell(program);
  const request = (text: string, rate: number) =>
    shell.ask(JSON.stringify({ text, rate, language, voice: voice ?? '' }));
  return createClauseVoice({
    name: `system:${voice ?? (language === 'ja' ? 'windows' : 'windows-en')}`,
    languages: [language],
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: leveller,
    async warm() {
      await request(language === 'ja' ? 'あ' : 'a', 0);
    },
    plan: (text) => (language === 'en' || reader === undefined ? englishClauses(text) : japaneseClauses(text, reader)),
    async *sound(clauses, { speed, signal }) {
      const rate = Math.min(MOST_RATE, Math.round(MOST_RATE * (Math.log(speed) / Math.log(3))));
      const rest = speed / 3 ** (rate / MOST_RATE);
      for (const clause of clauses) {
        signal.throwIfAborted();
        yield { samples: stretch(fromS16le(await request(clause, rate)), rest, SAMPLE_RATE_HZ), last: true };
      }
    },
    async close() {
      shell.close();
    },
  });
}

/** The living process; one that has ended is started again by the next request. */
function createShell(program: Program) {
  let child: ChildProcessWithoutNullStreams | undefined;
  const waiting: Array<{ resolve(bytes: Uint8Array): void; reject(error: Error): void }> = [];

  function start(): ChildProcessWithoutNullStreams {
    const encoded = Buffer.from(SCRIPT, 'utf16le').toString('base64');
    const args = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-EncodedCommand', encoded];
    const started = spawn(program.command, [...(program.before ?? []), ...args], { windowsHide: true });
    const fail = (error: Error) => {
      if (child === started) child = undefined;
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    started.stdin.on('error', () => {});
    started.stderr.resume();
    started.on('error', (error) => fail(isMissing(error) ? missing(program) : error));
    started.on('close', () => fail(new Error('PowerShell has ended')));
    createInterface({ input: started.stdout }).on('line', (line) => {
      const [kind, content = ''] = line.split(' ');
      const bytes = Buffer.from(content, 'base64');
      const next = kind === 'pcm' || kind === 'error' ? waiting.shift() : undefined;
      if (kind === 'pcm') next?.resolve(bytes);
      else next?.reject(new Error(bytes.toString('utf8')));
      // A voice that is waiting for work must not keep the program alive.
      if (waiting.length === 0) hold(started, 'unref');
    });
    return started;
  }

  return {
    ask(json: string): Promise<Uint8Array> {
      child ??= start();
      const shell = child;
      const { stdin } = shell;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        hold(shell, 'ref');
        stdin.write(`${Buffer.from(json, 'utf8').toString('base64')}\n`);
      });
    },
    close(): void {
      child?.kill();
    },
  };
}

/** Whether the process, and the pipes to it, keep this program alive. */
function hold(shell: ChildProcessWithoutNullStreams, how: 'ref' | 'unref'): void {
  for (const part of [shell, shell.stdin, shell.stdout, shell.stderr])
    if (part instanceof Socket || part === shell) part[how]();
}
