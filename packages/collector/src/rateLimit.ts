/**
 * Allows every address `perMinute` requests a minute, in a burst or evenly. In memory only; beyond `maxAddresses` the
 * least recently seen address is evicted.
 *
 * @returns A function of the address and the time (epoch milliseconds). It counts a request and returns 0, or returns the
 * seconds to wait and counts nothing.
 */
export function rateLimit(perMinute: number, maxAddresses: number): (address: string, now: number) => number {
  const msEach = 60_000 / perMinute;
  const seen = new Map<string, { readonly left: number; readonly at: number }>();
  return (address, now) => {
    const before = seen.get(address) ?? { left: perMinute, at: now };
    const left = Math.min(perMinute, before.left + Math.max(0, now - before.at) / msEach);
    seen.delete(address);
    seen.set(address, { left: left < 1 ? left : left - 1, at: now });
    for (const oldest of seen.keys()) {
      if (seen.size <= maxAddresses) break;
      seen.delete(oldest);
    }
    return left < 1 ? Math.ceil(((1 - left) * msEach) / 1000) : 0;
  };
}
