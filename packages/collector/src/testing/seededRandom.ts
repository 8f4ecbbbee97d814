/** Random choices that are the same for the same seed. */
export interface SeededRandom {
  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number;
  /** One of `values`, which must not be empty. */
  pick<T>(values: readonly T[]): T;
  /** `values` in another order. */
  shuffle<T>(values: readonly T[]): readonly T[];
}

/** Marsaglia's xorshift of 32 bits: https://doi.org/10.18637/jss.v008.i14 */
export function seededRandom(seed: number): SeededRandom {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6c078965) >>> 0 || 1;

  function fraction(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  }

  const integer = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  return {
    integer,
    pick(values) {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new RangeError('there is no value to pick');
      return value;
    },
    shuffle(values) {
      return values
        .map((value) => ({ value, at: fraction() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value);
    },
  };
}
