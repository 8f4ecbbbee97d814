import { expect, test } from 'vitest';
import { agentSignals } from '../../src/signals.js';
import { dayMs, noon, type RunningCollector, startCollector, token } from '../adversary/support/collector.js';
import { batch, postAll, send } from '../adversary/support/posts.js';
import { overlap, readDashboard, type Target, withVariables } from './support/dashboard.js';
import { startPrometheus } from './support/startPrometheus.js';

const midnight = noon + dayMs / 2;
const minute = 60_000;

/** A collector to which five devices of two releases have posted every built-in signal; the day is about to end. */
async function collectorWithEverything(): Promise<RunningCollector> {
  const collector = await startCollector({ args: ['--posts-per-minute', '1000'] });
  const tokens = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
    buckets.map((name) => `${signal}/${name}`),
  );
  const counts = Object.fromEntries(tokens.map((name) => [name, name === 'turns/total' ? 100 : 3]));
  for (const version of ['1.4.0', '1.5.0']) {
    const batches = Array.from({ length: 5 }, () => batch(counts, { version }));
    expect(new Set(await postAll(collector.url, batches))).toEqual(new Set([202]));
  }
  return collector;
}

test.each(['prometheus', 'infinity'])('the panels of %s have places of their own, and one data source', (name) => {
  const { panels, templating } = readDashboard(name);
  expect(panels.length).toBeGreaterThan(5);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const one of panels) {
    expect(one.gridPos.x + one.gridPos.w).toBeLessThanOrEqual(24);
    expect(panels.filter((other) => other !== one && overlap(one, other)).map(({ title }) => title)).toEqual([]);
    for (const { datasource } of [one, ...one.targets]) {
      expect(datasource).toEqual({ type: templating.list[0]?.query, uid: '$' + '{datasource}' });
    }
  }
});

test('each query of the dashboard over Prometheus returns series, whose labels its legend names', async () => {
  const collector = await collectorWithEverything();
  const prometheus = await startPrometheus(new URL(collector.url).host, token);
  await collector.setClock(midnight + minute);
  await expect.poll(() => prometheus.query('turntally_events_total == 0'), { timeout: 20_000 }).not.toEqual([]);
  await collector.setClock(midnight + 61 * minute);
  await expect.poll(() => prometheus.query('turntally_events_total > 0'), { timeout: 20_000 }).not.toEqual([]);
  const { panels, templating } = readDashboard('prometheus');
  const values = { job: '.+', version: '.+', os: '.+' };
  for (const { title, targets } of panels) {
    for (const { expr = '', legendFormat = '' } of targets) {
      const series = await prometheus.query(withVariables(expr, values));
      const legends = series.map(({ metric }) =>
        legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''),
      );
      expect([title, legends.length > 0, legends.includes('')]).toEqual([title, true, false]);
      expect(new Set(legends).size, title).toBe(legends.length);
      for (const { value } of series) expect(Number.isFinite(Number(value?.[1])), title).toBe(true);
    }
  }
  for (const { type, query } of templating.list.filter(({ type }) => type === 'query')) {
    expect(type).toBe('query');
    const text = withVariables(typeof query === 'string' ? query : query.query, values);
    const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
    expect(await prometheus.query(`group by (${label}) (${selector})`), text).not.toEqual([]);
  }
  // The figures of the day: 7 causes, 3 of each in 100 turns of five batches.
  const failed = panels.find(({ title }) => title === 'Failed turns by release')?.targets[0]?.expr ?? '';
  expect((await prometheus.query(withVariables(failed, values))).map(({ value }) => Number(value?.[1]))).toEqual([
    expect.closeTo(0.21, 5),
    expect.closeTo(0.21, 5),
  ]);
});

interface Row {
  readonly [column: string]: unknown;
}

/** The columns that a target makes of the collector's rows, as the data source reads them. */
async function columnsOf({ url = '', columns = [] }: Target, collector: RunningCollector): Promise<readonly Row[]> {
  const path = withVariables(url, { days: '30', version: '', os: '' });
  const { status, body } = await send(collector.url + path, { headers: { authorization: `Bearer ${token}` } });
  expect([url, status]).toEqual([url, 200]);
  const rows: readonly Row[] = JSON.parse(body);
  expect(rows.length, url).toBeGreaterThan(0);
  const isOf: Readonly<Record<string, (value: unknown) => boolean>> = {
    timestamp: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
    string: (value) => typeof value === 'string',
    number: (value) => typeof value === 'number',
  };
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ selector, text, type }) => {
        expect(isOf[type]?.(row[selector]), `${url}: ${selector}`).toBe(true);
        return [text, row[selector]];
      }),
    ),
  );
}

test('each address of the dashboard over JSON returns the columns that the panel uses', async () => {
  const collector = await collectorWithEverything();
  await collector.setClock(midnight + minute);
  for (const { title, targets, transformations = [] } of readDashboard('infinity').panels) {
    const names = new Set<string>();
    for (const target of targets) {
      for (const row of await columnsOf(target, collector)) for (const name of Object.keys(row)) names.add(name);
    }
    let fields: readonly string[] = [...names].sort();
    for (const step of transformations) {
      switch (step.id) {
        case 'groupBy':
          expect(Object.keys(step.options.fields).sort(), title).toEqual(fields);
          fields = Object.entries(step.options.fields).map(([name, { operation }]) =>
            operation === 'groupby' ? name : `${name} (sum)`,
          );
          break;
        case 'joinByField':
          expect(fields).toContain(step.options.byField);
          break;
        case 'calculateField':
          expect(fields).toEqual(expect.arrayContaining([step.options.binary.left, step.options.binary.right]));
          break;
        default:
          expect(step.id).toBe('prepareTimeSeries');
      }
    }
    expect(transformations.length, title).toBeGreaterThan(1);
  }
});
