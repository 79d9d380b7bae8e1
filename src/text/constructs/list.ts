export interface ListMarker {
  /** How far the marker and the spaces after it reach: what belongs to the item stands this far in. */
  readonly width: number;
  /** True where nothing stands behind the marker. */
  readonly blank: boolean;
  /** False for a marker that may not end a paragraph: only `1.` may, of the numbers, and nothing blank. */
  readonly interrupts: boolean;
  /** Of an ordered list. */
  readonly number?: number;
}

/** The state of the task that a text begins with (GFM 5.3), or undefined. */
export function readTask(text: string): boolean | undefined {
  const mark = /^\[([ xX])\](?: |$)/.exec(text)?.[1];
  return mark === undefined ? undefined : mark !== ' ';
}

const MARKER = /^(?:[*+-]|(\d{1,9})[.)])( *)/;

/** The marker of a list item (CommonMark 5.2), or undefined. */
export function readListMarker(rest: string): ListMarker | undefined {
  const match = MARKER.exec(rest);
  if (match === null) return undefined;
  const spaces = match[2]?.length ?? 0;
  const marker = match[0].length - spaces;
  const blank = match[0].length === rest.length;
  if (!blank && spaces === 0) return undefined;
  const number = match[1];
  return {
    width: blank || spaces > 4 ? marker + 1 : marker + spaces,
    blank,
    interrupts: !blank && (number === undefined || Number(number) === 1),
    ...(number === undefined ? {} : { number: Number(number) }),
  };
}

/** A task's text without its box (GFM 5.3). */
export function withoutTaskBox(text: string): string {
  return text.replace(/^\[[ xX]\](?: +|$)/, '');
}
