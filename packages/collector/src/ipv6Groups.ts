/** Returns the eight groups of an IPv6 address in hexadecimal, without its zone, or `undefined` if it is no IPv6 address. */
export function ipv6Groups(text: string): readonly string[] | undefined {
  const address = text.replace(/%.*$/s, '');
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address) || !URL.canParse(`http://[${address}]`)) return undefined;
  // In this form the last 32 bits are hexadecimal too, and at most one run of zeros is left out.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after];
}
