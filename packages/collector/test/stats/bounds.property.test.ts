import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentSignals } from '../../../../src/signals.js';
import type { DayOmissions, Sum } from '../../src/index.js';
import { compareReleases } from '../../src/stats/comparison.js';
import type { LeftOut } from '../../src/stats/missing.js';
import { statsOf } from '../../src/stats/model.js';

const days = ['2026-05-18', '2026-05-19', '2026-05-20'];
const signals = {
  turns: agentSignals.turns,
  finish_reason: agentSignals.finish_reason,
  provider_error: agentSignals.provider_error,
  tool_error: agentSignals.tool_error,
  compaction: agentSignals.compaction,
};
type Signal = keyof typeof signals;
const names = Object.keys(signals) as Signal[];
const minReports = 5;
const tooFew = 'too few';

const tokens = Object.entries(signals).flatMap(([signal, buckets]) => buckets.map((of) => ({ signal, of })));
const often: Readonly<Record<string, number>> = { turns: 30_000, finish_reason: 20_000, compaction: 4 };

/** The rows of a release that are shown, none on some days. */
const shown = fc
  .tuple(
    ...days.map(() => fc.array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 25, maxLength: 25 })),
    fc.nat(3),
  )
  .map((parts): readonly Sum[] => {
    const away = Number(parts.at(-1));
    return days.flatMap((date, day) =>
      day === away
        ? []
        : tokens.flatMap(({ signal, of }, n) => {
            const part = (parts[day] as number[])[n % 25] ?? 0;
            const count = Math.floor((often[signal] ?? 1500) * (signal === 'turns' ? (1 + part) / 2 : part)); // more turns than failures
            const reports = Math.ceil(count / (1 + (n % 4)));
            return count === 0 ? [] : [{ date, signal, of, count, reports }];
          }),
    );
  });

const combined = (from: readonly string[]) =>
  fc.uniqueArray(
    fc.record({
      date: fc.constantFrom(...days),
      signal: fc.constantFrom(...from),
      of: fc.constant(tooFew),
      count: fc.integer({ min: 5, max: 60 }),
      reports: fc.constant(5),
    }),
    { maxLength: 8, selector: ({ date, signal }) => `${date} ${signal}` },
  );

const release = fc.record({ rows: shown, unsorted: combined(['finish_reason', 'provider_error', 'tool_error']) });
type Release = { readonly rows: readonly Sum[]; readonly unsorted: readonly Sum[] };
const omissions = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }).map((withheld) =>
  days.map(
    (date, day): DayOmissions => ({
      date,
      minReports,
      withheld: withheld[day] ?? 0,
      setAside: { failures: 0, count: 0 },
    }),
  ),
);

const statsOfRelease = ({ rows, unsorted }: Release, leftOut: Pick<LeftOut, 'omissions' | 'ofReleases'>) =>
  statsOf([...rows, ...unsorted], days, signals, { ...leftOut, ofSystems: [], included: unsorted });

/**
 * What a release may really have counted: of each signal and day, the batches that are not shown are in one place. `parts` decide
 * how much of it there is: nothing, all, or half.
 */
function completed(
  release: Release,
  both: readonly Release[],
  leftOut: Pick<LeftOut, 'omissions' | 'ofReleases'>,
  parts: Iterator<number>,
) {
  const part = () => Number(parts.next().value);
  const rows = [...release.rows];
  const most = (signal: string, of: string) => {
    const mean = (those: readonly Sum[]) =>
      those.length === 0
        ? 0
        : those.reduce((all, { count }) => all + count, 0) / those.reduce((all, { reports }) => all + reports, 0);
    return Math.floor(
      (minReports - 1) *
        Math.max(...both.map(({ rows }) => mean(rows.filter((each) => each.signal === signal && each.of === of)))),
    );
  };
  const add = (date: string, signal: Signal, limit: number, howMany: number) => {
    let left = limit;
    let rest = howMany;
    for (const of of signals[signal]) {
      const count = Math.min(left, Math.floor(most(signal, of) * part()));
      if (count === 0 || rest === 0) continue;
      rows.push({ date, signal, of, count, reports: 1 });
      left -= count;
      rest -= 1;
    }
    return left;
  };
  for (const { date, withheld } of leftOut.omissions) {
    if (![...release.rows, ...release.unsorted].some((each) => each.date === date)) continue;
    for (const signal of names) {
      const isHere = (each: Sum) => each.date === date && each.signal === signal;
      const own = release.unsorted.find(isHere);
      const released = leftOut.ofReleases.find(isHere);
      if (own) rows.push({ ...own, count: add(date, signal, own.count, Infinity) });
      else if (released) add(date, signal, released.count, Infinity);
      else if (withheld > 0) add(date, signal, Infinity, withheld);
    }
  }
  return statsOf(rows, days, signals);
}

const share = ({ count, of }: { readonly count: number; readonly of: number }) => (of > 0 ? count / of : 0);

test('should have the same verdict, and differences within the bounds, whatever is withheld', {
  timeout: 60_000,
}, () => {
  const kinds = new Map<string, number>();
  const parts = fc.infiniteStream(fc.constantFrom(0, 0, 1, 1, 0.5));
  fc.assert(
    fc.property(release, release, omissions, combined(names), parts, (one, other, omissions, ofReleases, parts) => {
      const leftOut = { omissions, ofReleases };
      const decided = compareReleases(statsOfRelease(one, leftOut), statsOfRelease(other, leftOut));
      const completions = [one, other].map((each) => completed(each, [one, other], leftOut, parts));
      const [ofOne, ofOther] = completions;
      if (!ofOne || !ofOther) throw new Error('there are two');
      const really = compareReleases(ofOne, ofOther);
      for (const { verdict, difference, ...each } of decided) {
        const real = really.find(({ signal, bucket }) => signal === each.signal && bucket === each.bucket);
        if (!real) throw new Error(`${each.signal}/${each.bucket} is not compared`);
        kinds.set(verdict.kind, (kinds.get(verdict.kind) ?? 0) + 1);
        const name = `${each.signal}/${each.bucket ?? ''}`;
        expect(share(real.one) - share(real.other), name).toBeGreaterThanOrEqual(difference.least - 1e-12);
        expect(share(real.one) - share(real.other), name).toBeLessThanOrEqual(difference.most + 1e-12);
        if (verdict.kind === 'open') continue;
        expect(real.verdict.kind, name).toBe(verdict.kind);
        if (!('p' in verdict) || !('p' in real.verdict) || typeof real.verdict.p !== 'number') continue;
        if (verdict.kind === 'difference') expect(real.verdict.p, name).toBeLessThanOrEqual(verdict.p + 1e-12);
        else expect(real.verdict.p, name).toBeGreaterThanOrEqual(verdict.p - 1e-12);
      }
    }),
    { numRuns: 100 },
  );
  expect([...kinds.keys()].sort(), 'all kinds are tried').toEqual(['difference', 'noise', 'open', 'too few']);
});
