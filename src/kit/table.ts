/** Rows to be looked up by words that come from outside: `valueOf` and `__proto__` are not in it unless a row says so. */
export function table<T>(rows: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), rows);
}
