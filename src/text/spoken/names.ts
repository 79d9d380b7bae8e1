const URL_HOST = /^[a-z+]+:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i;
// Markup, separators of paths and what no one says.
const UNSAID = /[*`|#\\/_~^<>{}[\]=$@✓✗✔✘•·■□▪◦]+/g;

const MARKUP = /[*`|#\\/]+/g;

/** Text without markup and separators of paths; other signs stay. */
export function withoutMarkup(text: string): string {
  return text.replace(MARKUP, ' ');
}

/** Text without the signs that no one says; always done, whatever rules are on. */
export function withoutSigns(text: string): string {
  return text.replace(UNSAID, ' ');
}

/** The host of an address, without `www.`. */
export function hostOf(url: string): string {
  const address = /^[a-z+]+:\/\//i.test(url) ? url : `https://${url}`;
  return withoutSigns((URL_HOST.exec(address)?.[1] ?? url).replace(/^www\./i, '')).trim();
}

/** The file's name, and the line where one is given. */
export function fileAndLine(path: string): { readonly file: string; readonly line: string | undefined } {
  const [, whole = path, line] = /^(.*?)(?::(\d+)(?:[:-]\d+)*)?$/.exec(path.replace(/^[A-Za-z]:(?=\\)/, '')) ?? [];
  const parts = whole.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '~');
  // A number alone says nothing: the user 42 is "users 42".
  const file = parts.slice(/^\d+$/.test(parts.at(-1) ?? '') ? -2 : -1).join(' ');
  return { file: file === '' ? 'the folder' : file, line };
}

export function isPath(word: string): boolean {
  return (
    /^(?:~|\.{1,2}|[A-Za-z]:)?[/\\]?[\w@.+*-]+(?:[/\\][\w@.+*-]*)+(?::\d+)*$/.test(word) ||
    /^[\w.-]+\.\w+:\d+/.test(word)
  );
}
