import { arch, cpus, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMB: number;
  readonly os: string;
  readonly node: string;
}

/** What a figure was measured on. */
export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryMB: Math.round(totalmem() / 2 ** 20),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The highest resident memory of this process so far, in MB. */
export function peakMemoryMB(): number {
  // On Linux and macOS Node gives kilobytes.
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** Linear interpolation between the two nearest values; null of nothing. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at));
}

/** To so many digits behind the point; null stays null. */
export function rounded(value: number, digits?: number): number;
export function rounded(value: number | null, digits?: number): number | null;
export function rounded(value: number | null, digits = 0): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
