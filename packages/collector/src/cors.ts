/**
 * The origins whose pages may post, or `'*'` for any. An origin is compared letter by letter with what a browser sends, so it
 * has to be written as browsers do.
 *
 * @throws TypeError saying what `cors` takes.
 */
export function checkedCors(cors: unknown): '*' | string[] {
  const entries: readonly unknown[] = Array.isArray(cors) ? cors : [cors];
  if (entries.length === 1 && entries[0] === '*') return '*';
  if (entries.length === 0) throw new TypeError(takes);
  return entries.map((entry) => {
    if (typeof entry === 'string' && isOrigin(entry)) return entry;
    throw new TypeError(`${takes}, not ${JSON.stringify(entry)}${meant(entry)}`);
  });
}

const takes =
  'createCollector option "cors" must be "*" alone, or origins as browsers send them, such as "https://app.example.com", "app://agent" or "null"';

const otherThanWeb = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#@\sA-Z]*$/;

function isOrigin(entry: string): boolean {
  if (entry === 'null') return true;
  if (/[*,]/.test(entry)) return false; // a URL may have them in its host
  return /^https?:/i.test(entry) ? webOrigin(entry) === entry : otherThanWeb.test(entry);
}

function webOrigin(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** What somebody most likely meant who wrote too much of a URL, or wrote it in another way. */
function meant(entry: unknown): string {
  const origin = typeof entry === 'string' ? webOrigin(entry) : undefined;
  return origin !== undefined && origin !== 'null' && isOrigin(origin) ? `: write ${JSON.stringify(origin)}` : '';
}
