import { expect, test } from 'vitest';
import { type CollectorStore, type CountedRow, compareVersions } from '../../src/index.js';
import { collectorWith, row } from '../stats/support.js';
import { day, noon } from '../support.js';

const now = () => noon + day;
const dates = ['2026-05-16', '2026-05-17', '2026-05-18', '2026-05-19', '2026-05-20'];
const releases = { version: '1.5.0', against: '1.4.0', now };

function rowsOf(version: string, errors: number, more: Partial<CountedRow> = {}): readonly CountedRow[] {
  return dates.flatMap((date, index) => {
    const count = errors + (index % 2);
    return [
      row({ date, version, count: 5000, reports: 500, ...more }),
      row({ date, version, signal: 'provider_error', bucket: 'http_5xx', count, reports: count, ...more }),
      row({ date, version, signal: 'plan', bucket: 'free', count: 4 * count, reports: 2 * count, ...more }),
    ];
  });
}

async function storeWith(...rows: readonly (readonly CountedRow[])[]) {
  const { store } = await collectorWith(rows.flat());
  await store.publish('2026-05-21', 5);
  return store;
}

test('compares the published days of two releases', async () => {
  const store = await storeWith(rowsOf('1.5.0', 150), rowsOf('1.4.0', 100), rowsOf('1.3.0', 700));
  expect(await compareVersions(store, releases)).toMatchObject({
    version: '1.5.0',
    against: '1.4.0',
    from: '2026-04-21',
    to: '2026-05-20',
    turns: { version: { count: 25_000, days: 5 }, against: { count: 25_000, days: 5 } },
    minEffect: 0.2,
    result: 'regression',
    rates: [
      {
        name: 'provider_error',
        per: 'turns',
        test: 'proportion',
        version: { count: 752, of: 25_000 },
        against: { count: 502, of: 25_000 },
        change: expect.closeTo(0.498),
        verdict: 'regression',
      },
      { name: 'empty_final', verdict: 'none' },
      { name: 'tool_error', verdict: 'none' },
    ],
  });
  const reverse = await compareVersions(store, { ...releases, version: '1.4.0', against: '1.5.0' });
  expect(reverse).toMatchObject({ result: 'none', rates: [{ change: expect.closeTo(-0.332) }, {}, {}] });
});

test('one rate that cannot be judged makes the result too little data, unless another is a regression', async () => {
  const store = await storeWith(rowsOf('1.5.0', 150), rowsOf('1.4.0', 100), [
    row({ version: '1.5.0', signal: 'tool_error', bucket: 'exec', count: 6, reports: 6 }),
  ]);
  const result = async (failOn: readonly string[]) => (await compareVersions(store, { ...releases, failOn })).result;
  expect(await result(['tool_error'])).toBe('too little data');
  expect(await result(['tool_error', 'empty_final'])).toBe('too little data');
  expect(await result(['tool_error', 'provider_error'])).toBe('regression');
  expect(await result(['empty_final'])).toBe('none');
});

test('reads nothing but the sums of the releases, and what is withheld of them', async () => {
  const store = await storeWith(rowsOf('1.5.0', 150), rowsOf('1.4.0', 100), rowsOf('1.3.0', 700));
  const read: string[] = [];
  const observed: CollectorStore = {
    ...store,
    annotations: () => Promise.reject(new Error('permission denied for table annotations')),
    sums: (filter, by) => {
      read.push(`${filter.setAside ? 'set aside' : (filter.version ?? 'all')} by ${by}`);
      return store.sums(filter, by);
    },
  };
  expect(await compareVersions(observed, releases)).toMatchObject({ result: 'regression' });
  expect([...new Set(read)].sort()).toEqual(['1.4.0 by bucket', '1.5.0 by bucket', 'too few by bucket']);
});

test('a day that is not published is not read', async () => {
  const { store } = await collectorWith([...rowsOf('1.5.0', 150), ...rowsOf('1.4.0', 100)]);
  await store.publish('2026-05-20', 5);
  expect(await compareVersions(store, releases)).toMatchObject({ turns: { version: { days: 4 } } });
});

test('what may be withheld is taken into account, with the number that the days were published for', async () => {
  const rare = dates.map((date) =>
    row({ date, version: '1.4.0', signal: 'provider_error', bucket: 'http_429', count: 3, reports: 3 }),
  );
  const rows = [...rowsOf('1.5.0', 32), ...rowsOf('1.4.0', 24), ...rare];
  const verdict = async (minReports: number) => {
    const { store } = await collectorWith(rows);
    await store.publish('2026-05-21', minReports);
    const { rates } = await compareVersions(store, { ...releases, failOn: ['provider_error'], minEffect: 0.1 });
    return rates[0];
  };
  expect(await verdict(1)).toMatchObject({ against: { count: 137 }, verdict: 'none' });
  expect(await verdict(5)).toMatchObject({ against: { count: 122 } });
});

test("an app's own signals are rates if they are given", async () => {
  const store = await storeWith(rowsOf('1.5.0', 150), rowsOf('1.4.0', 100));
  const failOn = ['plan/free'];
  await expect(compareVersions(store, { ...releases, failOn })).rejects.toThrow('failOn names "plan/free"');
  const extraSignals = { plan: ['free', 'pro'] };
  expect(await compareVersions(store, { ...releases, failOn, extraSignals })).toMatchObject({ result: 'regression' });
});

test.each([
  [
    { version: '1.6.0' },
    'version 1.6.0 has no turns in the published days from 2026-04-21 to 2026-05-20; there are 1.5.0, 1.4.0',
  ],
  [{ against: '1.3.9' }, 'against 1.3.9 has no turns in the published days'],
  [
    { against: '1.4.0', days: 1, now: () => noon },
    'version 1.5.0 has no turns in the published days from 2026-05-19 to 2026-05-19; there is no release',
  ],
  [{ against: '1.5.0' }, 'against must be another release than version'],
  [{ version: 'a b' }, 'version must be a release such as 1.4.0, not "a b"'],
  [{ minEffect: -1 }, 'minEffect must be a part from 0 to 100'],
  [{ minEffect: Number.NaN }, 'minEffect must be a part from 0 to 100'],
  [{ days: 367 }, 'days must be from 1 to 366'],
  [{ failOn: [] }, 'failOn must name at least one rate'],
])('%j is refused: %s', async (over, message) => {
  const { store } = await collectorWith([...rowsOf('1.5.0', 100), ...rowsOf('1.4.0', 100)]);
  if (!('now' in over)) await store.publish('2026-05-21', 5);
  await expect(compareVersions(store, { ...releases, ...over })).rejects.toThrow(message);
});
