import { checkOption } from './OptionError.js';
import { unlessItThrows } from './unlessItThrows.js';

/**
 * Reads the URL of a server to which something private is sent: https, or http on this machine.
 *
 * @param base resolves a relative URL.
 * @throws OptionError if it is another URL, or none.
 */
export function checkUrl(value: unknown, option: string, base?: string): URL {
  const url = parseUrl(value, base);
  checkOption(url?.protocol === 'https:' || url?.protocol === 'http:', option, 'must be an https URL');
  const isSafe = url.protocol === 'https:' || loopback.test(url.hostname);
  checkOption(isSafe, option, 'must be https: http is accepted for localhost only');
  // `fetch` rejects a URL with credentials.
  checkOption(!url.username && !url.password, option, 'must not contain a user name or password');
  return url;
}

/** What the URL parser makes of a host name of this machine. Names below `localhost` are not: some systems ask DNS for them. */
const loopback = /^localhost$|^127(\.\d+){3}$|^\[::1]$/;

export function parseUrl(url: unknown, base?: string): URL | undefined {
  return url && (typeof url === 'string' || url instanceof URL) ? unlessItThrows(() => new URL(url, base)) : undefined;
}
