import type { FleetResult } from './simulate.js';

/**
 * Checks that nothing was doubled and nothing is missing, release by release and token by token: what was saved is what the
 * collector has, what is held, and what was given up and not counted all the same.
 *
 * @returns what is wrong, a sentence each; nothing if all is right.
 */
export function checkConservation(result: FleetResult): readonly string[] {
  const { saved, collected, held, lost, countedAndGivenUp } = result;
  const keys = new Set([...saved.keys(), ...collected.keys(), ...held.keys(), ...lost.keys()]);
  return [...keys].flatMap((key) => {
    const of = (sums: ReadonlyMap<string, number>): number => sums.get(key) ?? 0;
    const found = of(collected) + of(held) + of(lost) - of(countedAndGivenUp);
    return found === of(saved) ? [] : [`${key}: ${of(saved)} were saved, and ${found} are accounted for`];
  });
}
