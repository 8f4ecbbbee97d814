import fc from 'fast-check';
import type { Reply } from '../../support/world.js';
import { type Fate, fates } from '../../support/worldCollector.js';
import type { Access } from './tabs.js';

/** What happens next, in one of the tabs. */
export type Step =
  | { readonly say: unknown }
  | { readonly do: 'fail' | 'complete' | 'turn' | 'count' | 'hide' | 'launch' | 'flush' | 'restart' | 'inspect' }
  | { readonly wait: number };
export type TabStep = Step & { readonly tab: number };

const garbage = fc.constantFrom<unknown>(null, 0, 1, '', 'true', 'false', {}, [], Number.NaN, new Boolean(true));
const answer = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(true, true, true, false, false, undefined), weight: 9 },
  { arbitrary: garbage, weight: 1 },
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: answer.map((say) => ({ say })), weight: 5 },
  { arbitrary: fc.constantFrom<Step>({ do: 'count' }, { do: 'turn' }), weight: 6 },
  { arbitrary: fc.constantFrom<Step>({ do: 'hide' }, { do: 'launch' }, { do: 'flush' }, { do: 'inspect' }), weight: 4 },
  { arbitrary: fc.constantFrom(0, 0, 1, 40, 600, 6000, 60_000).map((wait) => ({ wait })), weight: 5 },
  {
    arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'restart' }, { do: 'fail' }, { do: 'complete' }),
    weight: 1,
  },
);

const tabStep = (tabs: number): fc.Arbitrary<TabStep> =>
  fc.tuple(step, fc.nat(tabs - 1)).map(([what, tab]) => ({ ...what, tab }));

/** Whatever happens, with moments at which all is well and everything settles; at last everybody is told true, and counts. */
export function story(tabs: number): fc.Arbitrary<readonly (TabStep | 'calm')[]> {
  const part = fc.array(tabStep(tabs), { minLength: 1, maxLength: 14, size: 'max' });
  const inAll = (...what: Step[]): TabStep[] =>
    what.flatMap((each) => Array.from({ length: tabs }, (_, tab) => ({ ...each, tab })));
  const granted = inAll({ say: true }, { wait: 40 });
  return fc
    .tuple(fc.boolean(), fc.array(fc.tuple(part, fc.boolean()), { minLength: 1, maxLength: 3, size: 'max' }))
    .map(([isGranted, parts]) => [
      ...(isGranted ? granted : []),
      ...parts.flatMap(([some, isCalm]) => (isCalm ? [...some, 'calm' as const] : some)),
      ...granted,
      'calm',
      ...inAll({ do: 'count' }, { do: 'turn' }, { do: 'count' }),
    ]);
}

/** So short that `stop`, which waits for eight seconds, sees the one under way and its repetition end. */
const latency = fc.constantFrom(0, 0, 0, 1, 50, 2000);
const access = fc.record<Access>({
  before: latency,
  after: latency,
  fails: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, fc.constant(true)),
});
/** One an access; when they are used up, storage is well. */
export const accesses = fc.array(access, { maxLength: 25 });

export type LateFate = Fate | 'counted late';
/** One a post; when they are used up, each is counted. None of those that give counts up. */
export const script = fc.array(
  fc.constantFrom<LateFate>(...fates.filter((fate) => !fate.startsWith('refused')), 'counted late', 'counted late'),
  { maxLength: 12 },
);

/** The first, taken away. */
export const taken = <T>(list: T[], otherwise: T): T => list.shift() ?? otherwise;

export type Replies = (fate: Fate) => Reply;
