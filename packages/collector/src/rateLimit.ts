/** Counts requests by address. Times are epoch milliseconds. */
export interface RateLimit {
  /** Returns the seconds until the address may send another request; 0 if it may now. Counts nothing. */
  secondsUntilNext(address: string, now: number): number;
  /** Counts a request and returns 0, or returns the seconds to wait and counts nothing. */
  take(address: string, now: number): number;
  /** Takes back that the last request of an address was counted. */
  giveBack(address: string): void;
  /** Forgets the addresses whose last request is a minute ago or more. They may send as much as one that was never seen. */
  forget(now: number): void;
  /** How many addresses are in memory. */
  remembered(): number;
}

const minuteMs = 60_000;

/**
 * Allows every address `perMinute` requests a minute, in a burst or evenly. In memory only; beyond `maxAddresses` the
 * least recently seen address is evicted.
 */
export function rateLimit(perMinute: number, maxAddresses: number): RateLimit {
  const msEach = minuteMs / perMinute;
  const seen = new Map<string, { readonly left: number; readonly at: number }>();

  function leftOf(address: string, now: number): number {
    const before = seen.get(address) ?? { left: perMinute, at: now };
    return Math.min(perMinute, before.left + Math.max(0, now - before.at) / msEach);
  }

  function secondsFor(left: number): number {
    return left < 1 ? Math.ceil(((1 - left) * msEach) / 1000) : 0;
  }

  return {
    secondsUntilNext: (address, now) => secondsFor(leftOf(address, now)),
    take(address, now) {
      const left = leftOf(address, now);
      seen.delete(address);
      seen.set(address, { left: left < 1 ? left : left - 1, at: now });
      for (const oldest of seen.keys()) {
        if (seen.size <= maxAddresses) break;
        seen.delete(oldest);
      }
      return secondsFor(left);
    },
    giveBack(address) {
      const counted = seen.get(address);
      if (counted) seen.set(address, { ...counted, left: Math.min(perMinute, counted.left + 1) });
    },
    forget(now) {
      for (const [address, { at }] of seen) {
        if (now - at < minuteMs) break; // the others were seen later
        seen.delete(address);
      }
    },
    remembered: () => seen.size,
  };
}
