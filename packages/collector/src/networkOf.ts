import { ipv6Groups } from './ipv6Groups.js';

/**
 * Returns the name under which an address is limited. For IPv6 it is the network of the first 64 bits: one subscriber has that
 * many addresses, and would have a limit for each. An IPv4 address that is mapped to IPv6 is limited as that IPv4 address.
 * Anything else, such as an IPv4 address or a name of your own, is returned as it is.
 *
 * @example
 * networkOf('2001:db8::1') // '2001:db8:0:0::/64'
 * networkOf('::ffff:192.0.2.1') // '192.0.2.1'
 */
export function networkOf(address: string): string {
  const groups = ipv6Groups(address);
  if (groups === undefined) return address;
  const isMapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  return isMapped ? groups.slice(6).map(twoBytes).join('.') : `${groups.slice(0, 4).join(':')}::/64`;
}

function twoBytes(group: string): string {
  const value = Number.parseInt(group, 16);
  return `${value >> 8}.${value & 255}`;
}
