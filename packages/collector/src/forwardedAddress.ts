import { ipv6Groups } from './ipv6Groups.js';

/**
 * Returns the client's address as the proxies in front of the collector report it, for the option `clientAddress`. Each proxy
 * appends the address that it was called from to `X-Forwarded-For`, so behind `hops` proxies the client is the entry at this place
 * from the end. What is before it was written by the client.
 *
 * @param hops - How many proxies of yours a request passes, from 1. With too large a number, clients can choose their address.
 * @returns `undefined` if not each of the last `hops` entries is an IP address, e.g. if a request did not pass the proxies.
 * @example
 * clientAddress: (request, env) => forwardedAddress(request, 1) ?? env.incoming.socket.remoteAddress
 */
export function forwardedAddress(request: Request, hops: number): string | undefined {
  const entries = (request.headers.get('x-forwarded-for') ?? '').split(',').slice(-hops);
  const addresses = entries.map((entry) => withoutPort(entry.trim()));
  return addresses.length === hops && addresses.every(isAddress) ? addresses[0] : undefined;
}

/** Some proxies append the port: `192.0.2.1:50000`, `[2001:db8::1]:50000`. */
function withoutPort(entry: string): string {
  const { v4, v6 } = /^((?<v4>[\d.]+)|\[(?<v6>[^\]]+)\])(:\d{1,5})?$/.exec(entry)?.groups ?? {};
  return v4 ?? v6 ?? entry;
}

function isAddress(text: string): boolean {
  return /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/.test(text) || ipv6Groups(text) !== undefined;
}
