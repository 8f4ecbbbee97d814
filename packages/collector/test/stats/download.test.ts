import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CountedRow } from '../../src/index.js';
import { createCollector } from '../../src/index.js';
import { toCsv } from '../../src/stats/download.js';
import { problemOf, withStore } from '../support.js';
import { collectorWith, lastDay, row } from './support.js';

test('the CSV has the rows of the view and is named after it', async () => {
  const { get } = await collectorWith([row(), row({ version: '1.5.0-rc.1', count: 3 }), row({ os: 'ios' })]);
  const response = await get('/export.csv?days=7&version=1.5.0-rc.1&os=linux');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="turntally_2026-05-14_2026-05-20_1.5.0-rc.1_linux.csv"',
  );
  expect(await response.text()).toBe(
    `date,version,os,signal,bucket,count,reports\r\n${lastDay},1.5.0-rc.1,linux,turns,total,3,50\r\n`,
  );
});

test('the JSON has its filter and, for two releases, the rows of both', async () => {
  const { get, store } = await collectorWith([row(), row({ version: '1.5.0' }), row({ version: '1.6.0' })]);
  await store.annotate({ date: lastDay, text: 'gateway outage' });
  await store.annotate({ date: '2026-01-01', text: 'before these days' });
  const response = await get('/export.json?version=1.4.0&against=1.5.0');
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('content-disposition')).toContain('turntally_2026-04-21_2026-05-20_1.4.0_1.5.0.json');
  expect(await response.json()).toEqual({
    days: 30,
    from: '2026-04-21',
    to: lastDay,
    version: '1.4.0',
    against: '1.5.0',
    minReports: 5,
    omissions: [{ date: lastDay, minReports: 5, withheld: 0, setAside: { failures: 0, count: 0 } }],
    annotations: [{ date: lastDay, text: 'gateway outage' }],
    rows: [row(), row({ version: '1.5.0' })],
  });
});

test('the files and /v1/metrics have the same rows', async () => {
  const rows = [
    row(),
    row({ date: '2026-05-01', os: 'ios' }),
    row({ signal: 'tool_error', bucket: 'exec', count: 12, reports: 6 }),
  ];
  const { get } = await collectorWith(rows);
  const json = await (await get('/export.json')).json();
  expect(json.rows).toEqual(await (await get('/v1/metrics')).json());
  const lines = (await (await get('/export.csv')).text()).trim().split('\r\n').slice(1);
  expect(lines).toEqual(json.rows.map((each: CountedRow) => Object.values(each).join(',')));
});

test('should be parsed as it was written, without formulas', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', 'a,b', 'say "x"', 'two\r\nlines', '\tx'),
  );
  fc.assert(
    fc.property(text, text, (version, bucket) => {
      const [header, read, ...more] = parsed(toCsv([row({ version, bucket })]));
      expect(header).toEqual(['date', 'version', 'os', 'signal', 'bucket', 'count', 'reports']);
      expect(more).toEqual([]);
      for (const [written, cell] of [
        [version, read?.[1]],
        [bucket, read?.[4]],
      ] as const) {
        expect(cell === written || cell === `'${written}`).toBe(true);
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    }),
  );
});

test('too many rows are a 400 problem, and no more of them are read', async () => {
  const { store } = await collectorWith([]);
  const asked: (number | undefined)[] = [];
  const many = withStore(store, {
    rows: async ({ limit }) => {
      asked.push(limit);
      return Array.from({ length: Math.min(limit ?? 0, 60_000) }, () => row());
    },
  });
  const collector = createCollector({ store: many, access: 'open' });
  for (const path of ['/export.csv', '/export.json', '/v1/metrics']) {
    const problem = await problemOf(await collector.fetch(new Request(`http://collector.test${path}?days=366`)));
    expect([problem.status, problem.detail]).toEqual([
      400,
      expect.stringMatching(/more than 100,000 rows: ask for fewer days/),
    ]);
  }
  expect(asked).toEqual([100_001, 40_001, 100_001, 40_001, 100_001, 40_001]);
});

/** RFC 4180, character by character. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let [cells, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quoted && character === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ',') [cells, cell] = [[...cells, cell], ''];
    else if (!quoted && character === '\r' && text[at + 1] === '\n') {
      rows.push([...cells, cell]);
      [cells, cell] = [[], ''];
      at++;
    } else cell += character;
  }
  return rows;
}
