import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorStore, type CountedRow, createCollector, sqliteStore } from '../../src/index.js';
import { utcDate } from '../../src/utcDays.js';
import { databaseFile, day, newId, noon } from '../support.js';
import { testStore } from '../testStore.js';
import { parseText, seriesOf } from './parseText.js';

const hour = 3_600_000;
const minReports = 2;

/** Days of a life: what is posted on each, after how many days without the collector, and with which retention it starts. */
const dayOfLife = fc.record({
  gap: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 40 }) }),
  keep: fc.constantFrom(undefined, 1, 2),
  posts: fc.array(
    fc.record({
      version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0-beta.1', '2.0.0'),
      os: fc.constantFrom<'linux' | 'ios'>('linux', 'ios'),
      token: fc.constantFrom('turns/total', 'tool_error/exec'),
      count: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 12 },
  ),
});

type Scrape = ReadonlyMap<string, number>;

async function scrape(store: CollectorStore, now: number, keep: number | undefined): Promise<Scrape> {
  const options = { store, minReports, access: 'open', now: () => now, ...(keep !== undefined && { keep }) } as const;
  const response = await createCollector(options).fetch(new Request('http://collector.test/metrics'));
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return seriesOf(parseText(await response.text()));
}

const counters = (scraped: Scrape) => [...scraped].filter(([series]) => /_total /.test(series));

test('counters never fall, whatever is deleted or restarted; increases add up to what was published', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(dayOfLife, { minLength: 2, maxLength: 6 }), async (life) => {
      const path = databaseFile();
      let now = noon;
      const published = new Map<string, number>();
      const watched = new Map<string, number>();
      const increases = new Map<string, number>();
      const highest = new Map<string, number>();
      let last: Scrape = new Map();

      const see = (scraped: Scrape, isWatched: boolean) => {
        for (const [series, value] of counters(scraped)) {
          expect(value, series).toBeGreaterThanOrEqual(highest.get(series) ?? 0);
          highest.set(series, value);
          const before = last.get(series); // as Prometheus: the first sample of a series is where it begins
          if (isWatched && before !== undefined) increases.set(series, (increases.get(series) ?? 0) + value - before);
        }
        last = scraped;
      };

      for (const { gap, keep, posts } of life) {
        const store = testStore(sqliteStore(`file:${path}`));
        const date = utcDate(now);
        await Promise.all(
          posts.map(({ version, os, token, count }) => {
            const [signal = '', bucket = ''] = token.split('/');
            const payload = { version, os, counters: [{ signal, bucket, count }] };
            return store.settle(newId(), { kind: 'count', payload }, date);
          }),
        );
        see(await scrape(store, now, keep), true);
        now = Date.parse(date) + day * gap;
        await store.publish(utcDate(now), minReports);
        const rows = await store.rows({ from: date, to: date });
        // A release that was not in the list begins where it ended.
        const versionsOf = (keys: Iterable<string>) => new Set([...keys].map((key) => key.split(' ')[1]));
        const [listed, known] = [versionsOf(last.keys()), versionsOf(published.keys())];
        const hasReturned = (version: string) => known.has(version) && !listed.has(version);
        // After days without the collector, no scrape has seen a new series before it counted.
        const isWatched = gap === 1;
        if (isWatched) for (const row of rows.filter(({ version }) => !hasReturned(version))) add(watched, row);
        for (const row of rows) add(published, row);
        for (const at of isWatched ? [0, hour - 1, hour, 12 * hour] : [12 * hour]) {
          see(await scrape(store, now + at, keep), isWatched);
        }
        now += 12 * hour;
        await store.close();
      }
      for (const [series, value] of counters(last))
        expect([series, value]).toEqual([series, published.get(series) ?? 0]);
      for (const [series, value] of watched) expect(increases.get(series), series).toBe(value);
    }),
    { numRuns: 10 },
  );
});

function add(sums: Map<string, number>, { version, os, signal, bucket, count, reports }: CountedRow): void {
  if ([version, os, bucket].includes('too few')) return;
  const labels = `${version} ${os} ${signal} ${bucket}`;
  const events = `turntally_events_total ${labels}`;
  const batches = `turntally_reports_total ${labels}`;
  sums.set(events, (sums.get(events) ?? 0) + count);
  sums.set(batches, (sums.get(batches) ?? 0) + reports);
}
