import type { Annotation } from '../Annotations.js';
import type { CollectorStore } from '../CollectorStore.js';
import { daysBefore } from '../utcDays.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import type { SeededRandom } from './seededRandom.js';

const steps = 60;
const texts = ['gateway outage', "1.5.0: 'staged' rollout; 20 %", '🚨 <b>„ä“</b> \\ $1 :text ?1'] as const;
const all = { from: '0000-01-01', to: '9999-12-31' };

/** Notes on random days, several times the same, and deleted again, by two collectors. @throws Error if the store has others. */
export async function compareNotes(open: () => CollectorStore, random: SeededRandom): Promise<void> {
  const stores = [open(), open()];
  const randomDay = () => daysBefore('2026-05-20', random.integer(0, 4));
  let expected: readonly Annotation[] = [];
  for (let step = 0; step < steps; step++) {
    const store = random.pick(stores);
    const date = randomDay();
    const text = random.pick(texts);
    const isNoted = (each: Annotation) => each.date === date && each.text === text;
    if (random.integer(1, 3) < 3) {
      await untilAnswered(() => store.annotate({ date, text }));
      if (!expected.some(isNoted)) expected = [...expected, { date, text }].sort(byDay);
    } else {
      const wanted = random.integer(0, 1) === 0 ? undefined : text;
      const goes = (each: Annotation) => each.date === date && (wanted === undefined || each.text === wanted);
      const deleted = await untilAnswered(() => store.deleteAnnotations(date, wanted));
      expectEqual([...deleted].sort(byDay), expected.filter(goes), `what was deleted of ${date}`);
      expected = expected.filter((each) => !goes(each));
    }
    const from = randomDay();
    const to = randomDay();
    const found = await untilAnswered(() => random.pick(stores).annotations({ from, to }));
    const isFound = (each: Annotation) => each.date >= from && each.date <= to;
    expectEqual(found, expected.filter(isFound), `the notes from ${from} to ${to}`);
  }
  const [store = open()] = stores;
  await untilAnswered(() => store.publish('2026-06-01', 5));
  await untilAnswered(() => store.drop('2027-01-01', 1));
  expectEqual(await untilAnswered(() => open().annotations(all)), expected, 'the notes after their days were dropped');
}

const byDay = (a: Annotation, b: Annotation): number => (a.date + a.text < b.date + b.text ? -1 : 1);
