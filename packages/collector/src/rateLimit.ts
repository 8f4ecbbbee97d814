/**
 * Lets every address do `perMinute` things a minute, in a burst or evenly; times are epoch ms. In memory only, for at most
 * `maxAddresses`: beyond them the address unseen for longest is forgotten, and with it what it had used up.
 *
 * @returns a function that takes one from an address's allowance and answers 0, or takes nothing and answers the seconds to wait.
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
