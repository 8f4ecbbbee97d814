import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { postFrom, startCollector, token } from './collectorProcess.js';
import { killCollector } from './collectorRun.js';

test('a collector killed under load, again and again: what it answered 202 is there, and once all is sent again nothing is there twice', async () => {
  const { faults } = await killCollector(4);
  expect(faults['kill under load']).toBe(4);
  expect(faults['request without an answer']).toBeGreaterThan(0);
});

test('a collector killed after it promised that a batch will never count: the next one keeps the promise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-death-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const start = async () => {
    const started = await startCollector(join(folder, 'turntally.db'));
    onTestFinished(() => void started.child.kill('SIGKILL'));
    return started;
  };
  const body = JSON.stringify({
    version: '1.0.0',
    os: 'linux',
    counters: [{ signal: 'turns', bucket: 'total', count: 1 }],
  });
  const first = await start();
  let id: string | undefined;
  let counted = 0;
  for (let posts = 0; id === undefined && posts < 1000; posts += 20) {
    const ids = Array.from({ length: 20 }, (_, n) => `batch-${String(posts + n).padStart(16, '0')}`);
    // Side by side: the limit refills while one posts.
    const answers = await Promise.all(ids.map((each) => postFrom('127.0.0.9', first.url, each, body)));
    counted += answers.filter((answer) => answer?.status === 202).length;
    id = ids[answers.findIndex((answer) => answer?.status === 429)];
  }
  if (id === undefined) throw new Error('nothing was turned away');
  expect(await postFrom('127.0.0.10', first.url, id, body)).toEqual({ status: 429, void: true });
  first.child.kill('SIGKILL');
  await first.gone;

  const second = await start();
  expect(await postFrom('127.0.0.10', second.url, id, body)).toEqual({ status: 429, void: true });
  const rows: { count: number; reports: number }[] = await (
    await fetch(`${second.url}/v1/metrics`, { headers: { authorization: `Bearer ${token}` } })
  ).json();
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(counted);
});
