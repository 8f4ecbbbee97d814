import { checkOption } from 'turntally/signals';

/** The origins whose pages may post: all, those that no web site serves, or those of a list. */
export type CorsRule = '*' | 'packaged and loopback' | readonly string[];

/**
 * Returns the rule for the option `cors`. Listed origins are compared with the header that a browser sends character by character,
 * so each must be written as browsers write it.
 *
 * @throws OptionError if `cors` is something else.
 */
export function parseCors(cors: unknown): CorsRule {
  if (cors === undefined) return 'packaged and loopback';
  const entries: readonly unknown[] = Array.isArray(cors) ? cors : [cors];
  if (entries.length === 1 && entries[0] === '*') return '*';
  checkOption(entries.length > 0, 'cors', 'must not be an empty array');
  checkOption(!entries.includes('*'), 'cors', 'must be "*" alone, or a list of origins without it');
  return entries.map((entry) => {
    checkOption(typeof entry === 'string', 'cors', 'must be a string or an array of strings');
    checkOption(isOrigin(entry), 'cors', `${requirement}, not ${JSON.stringify(entry)}${suggestion(entry)}`);
    return entry;
  });
}

const requirement = 'must be origins as browsers send them, such as "https://app.example.com", "app://agent" or "null"';

const otherThanWeb = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#@\sA-Z]*$/;

function isOrigin(entry: string): boolean {
  if (entry === 'null') return true;
  if (/[*,]/.test(entry)) return false; // URL would accept them in a host
  return /^https?:/i.test(entry) ? webOrigin(entry) === entry : otherThanWeb.test(entry);
}

function webOrigin(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** Suggests the origin if a full URL was given, or an origin that is not normalized. */
function suggestion(entry: string): string {
  const origin = webOrigin(entry);
  return origin !== undefined && origin !== 'null' && isOrigin(origin) ? `: write ${JSON.stringify(origin)}` : '';
}
