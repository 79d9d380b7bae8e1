export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The string under a key, or the empty string. */
export function text(value: Json, key: string): string {
  const found = value[key];
  return typeof found === 'string' ? found : '';
}

/** The object under a key, or an empty one. */
export function record(value: Json, key: string): Json {
  const found = value[key];
  return isRecord(found) ? found : {};
}

/** The objects of the array under a key. */
export function records(value: Json, key: string): Json[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** The strings of an array, and none of anything else. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

const MAX_DEPTH = 50;

/** About how many characters a value takes as JSON, without making them. What is nested deeper than 50 counts nothing. */
export function jsonLength(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (depth >= MAX_DEPTH) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (Array.isArray(value) ? 1 : key.length + 4) + jsonLength(item, depth + 1),
    1,
  );
}

// A line of a log is known by its beginning: a failed parse costs a hundred times as much.
const MAY_BE_JSON = /^\s*(?:[{["\d-]|true\b|false\b|null\b)/;

/** What the text holds as JSON, or undefined where it is not JSON. */
export function parseJson(source: string): unknown {
  if (!MAY_BE_JSON.test(source)) return undefined;
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds since 1970 of an ISO 8601 time with its zone, or undefined. */
export function isoTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40 || !ISO_TIME.test(value)) return undefined;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : atMs;
}
