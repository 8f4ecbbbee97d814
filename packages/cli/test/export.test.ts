import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { databaseFile, newId, openStore } from '../../collector/test/support.js';
import { otlpReceiver } from './otlpReceiver.js';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const dayMs = 86_400_000;
const utcDate = (daysAgo: number): string => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
const nanoseconds = (date: string): string => `${Date.parse(date)}000000`;

/** A database in which `counts` turns of 1.4.0 on Linux were counted on each of these days, by five devices. */
async function databaseWith(counts: readonly { readonly date: string; readonly count: number }[]): Promise<string> {
  const path = databaseFile();
  const store = openStore(path);
  for (const { date, count } of counts) {
    for (let device = 0; device < 5; device++) {
      const counters = [{ signal: 'turns', bucket: 'total', count }];
      const decision = { kind: 'count', payload: { version: '1.4.0', os: 'linux', counters } } as const;
      await store.settle(newId(), decision, date);
    }
  }
  await store.publish(utcDate(0), 5);
  await store.close();
  return path;
}

test('sends the totals of finished days, with the headers of the environment; a repetition says the same', async () => {
  const receiver = await otlpReceiver(429, 200);
  const [first, last] = [utcDate(3), utcDate(1)];
  const path = await databaseWith([
    { date: first, count: 7 },
    { date: last, count: 11 },
    { date: utcDate(0), count: 4711 },
  ]);
  const args = ['export', '--otlp', receiver.url, '--db', `file:${path}`, '--service', 'my-app'];
  const environment = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20pa55,x-tenant=7' };
  for (let run = 0; run < 2; run++) {
    expect(await start(args, environment).ended).toEqual({
      code: 0,
      stdout: `turntally: sent the totals up to ${last} to ${receiver.host}\n`,
      stderr: '',
    });
  }
  expect(receiver.received).toHaveLength(3); // the first time after a 429
  for (const { path, headers, body } of receiver.received) {
    expect(path).toBe('/v1/metrics');
    expect(headers).toMatchObject({
      authorization: 'Bearer pa55',
      'x-tenant': '7',
      'content-type': 'application/json',
    });
    expect(body).toBe(receiver.received[0]?.body);
  }
  const [{ resource, scopeMetrics }] = JSON.parse(receiver.received[0]?.body ?? '').resourceMetrics;
  expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'my-app' } });
  const time = {
    startTimeUnixNano: nanoseconds(first),
    timeUnixNano: nanoseconds(utcDate(0)),
  };
  const metrics: readonly { name: string; sum: { dataPoints: readonly unknown[] } }[] = scopeMetrics[0].metrics;
  expect(metrics.map(({ name, sum }) => [name, sum.dataPoints])).toMatchObject([
    ['turntally.turns', [{ ...time, asInt: '90' }]],
    ['turntally.turns.reports', [{ ...time, asInt: '10' }]],
  ]);
});

test('without a finished day nothing is sent', async () => {
  const receiver = await otlpReceiver(200);
  const path = await databaseWith([{ date: utcDate(0), count: 1 }]);
  expect(await start(['export', '--otlp', receiver.url, '--db', `file:${path}`]).ended).toMatchObject({
    code: 0,
    stdout: 'turntally: nothing to send: no day is finished\n',
  });
  expect(receiver.received).toEqual([]);
});

test('a receiver that refuses is one line, and exit code 1', async () => {
  const receiver = await otlpReceiver(401);
  const path = await databaseWith([{ date: utcDate(1), count: 1 }]);
  expect(await start(['export', '--otlp', `${receiver.url}/otlp`, '--db', `file:${path}`]).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `turntally: ${receiver.host} answers 401: not now\n`,
  });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/otlp']);
});

const url = 'http://127.0.0.1:4318';

test.each([
  [[], {}, /missing --otlp; see turntally export --help/],
  [['--otlp', 'localhost:4318'], {}, /--otlp must be the URL of a receiver/],
  [
    ['--otlp', 'http://user:pa55@127.0.0.1:4318'],
    {},
    /--otlp must not contain a password: set OTEL_EXPORTER_OTLP_HEADERS/,
  ],
  [['--otlp', `${url}/#a`], {}, /--otlp must not contain a fragment/],
  [['--otlp', url, '--db', 'turntally.db'], {}, /--db must be file: and a path/],
  [['--otlp', url, '--service', ''], {}, /--service must be one line of text/],
  [['--otlp', url, 'more'], {}, /more.*; see turntally export --help/],
  [['--otlp', url], { OTEL_EXPORTER_OTLP_HEADERS: 'pa55' }, /OTEL_EXPORTER_OTLP_HEADERS must be headers such as/],
  [['--otlp', url], { OTEL_EXPORTER_OTLP_HEADERS: 'a b=pa55' }, /OTEL_EXPORTER_OTLP_HEADERS must be headers such as/],
  [['--otlp', url], { OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'a=%pa55' }, /OTEL_EXPORTER_OTLP_METRICS_HEADERS must be/],
])('export %j with %j is one line on stderr and exit code 2', async (args, environment, message) => {
  const { code, stdout, stderr } = await start(['export', ...args], environment).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('pa55');
});

test('a database that is missing, or of another program, is exit code 2, and is not made', async () => {
  const path = databaseFile();
  const exporting = () => start(['export', '--otlp', url, '--db', `file:${path}`]).ended;
  expect(await exporting()).toEqual({ code: 2, stdout: '', stderr: `turntally: there is no database file:${path}\n` });
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, 'not a database, but a text that is longer than the header of one would be: '.repeat(20));
  const { code, stderr } = await exporting();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^turntally: cannot read the database file:[^\n]+\n$/);
  expect(existsSync(join(dirname(path), 'turntally.db-wal'))).toBe(false);
});
