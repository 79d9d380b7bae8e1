/** A line with which a patch begins, as git writes it. */
export function isDiffStart(rest: string): boolean {
  return /^(?:diff --git |--- [ab]\/|\+\+\+ [ab]\/|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/.test(rest);
}
