/** Where an endpoint is, for people to read. @throws TypeError unless it is an http(s) URL. */
export function originOf(endpoint: string | URL | undefined): string {
  try {
    const { protocol, origin } = new URL(endpoint || 'none:', location.href);
    if (/^https?:$/.test(protocol)) return origin;
  } catch {
    // Not a URL either.
  }
  throw new TypeError('turntally-consent: endpoint must be an http(s) URL, the one that startTurntally is given');
}
