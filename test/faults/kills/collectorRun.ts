import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { sealedKey } from '../../../packages/collector/src/sealedKey.js';
import { sealedText } from '../../../packages/collector/src/sealedText.js';
import { addFault, type Figures, noFigures } from '../figures.js';
import { type CollectorProcess, postFrom, startCollector } from './collectorProcess.js';

interface Batch {
  readonly id: string;
  /** Of every other batch: the collector keeps the ids of these in another table. */
  readonly sealed: string;
  /** Of its own, so that its counts can be told from those of all others. */
  readonly version: string;
  readonly count: number;
  readonly address: string;
}

const clients = 24;
const today = new Date().toISOString().slice(0, 10);

/**
 * One database file and so many kills of its collector while clients post to it, each batch once or twice at a time and
 * again until it is answered 202. After each kill and at the end: what was answered is in the file, once.
 *
 * @throws Error naming the batch that is missing or there twice.
 */
export async function killCollector(kills: number): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-death-'));
  const file = join(folder, 'turntally.db');
  const figures = noFigures('SIGKILL of the collector');
  const batches: Batch[] = [];
  const answered = new Set<Batch>();
  let running = startCollector(file);
  let over = false;
  let onAnswered = (): void => {};

  async function client(): Promise<void> {
    while (!over) {
      const batch = batchNumber(batches.length);
      batches.push(batch);
      await sendUntilAnswered(batch);
      answered.add(batch);
      onAnswered();
    }
  }

  async function sendUntilAnswered(batch: Batch): Promise<void> {
    for (;;) {
      const { url } = await running;
      const copies = Math.random() < 0.3 ? 2 : 1;
      const answers = await Promise.all(Array.from({ length: copies }, () => post(batch, url)));
      if (answers.some((answer) => answer?.status === 202)) return;
      for (const answer of answers) {
        assert.ok(answer === undefined || (answer.status === 503 && !answer.void), `${batch.id}: ${answer?.status}`);
        addFault(figures, answer === undefined ? 'request without an answer' : 'request in doubt');
      }
    }
  }

  /** Kills after some more answers and some milliseconds, and looks at the file before anyone opens it again. */
  async function kill(): Promise<void> {
    const { child, gone } = await running;
    let left = 1 + Math.floor(Math.random() * 60);
    await new Promise<void>((resolve) => {
      onAnswered = () => {
        if (--left === 0) setTimeout(resolve, Math.random() * 10);
      };
    });
    running = (async (): Promise<CollectorProcess> => {
      child.kill('SIGKILL');
      await gone;
      const mustBeThere = new Set(answered);
      await assertOnce(file, mustBeThere, batches);
      return startCollector(file);
    })();
    await running;
    addFault(figures, 'kill under load');
  }

  try {
    await running;
    const load = Promise.all(Array.from({ length: clients }, client));
    const killing = (async () => {
      for (let n = 0; n < kills; n++) await kill();
      over = true;
    })();
    await Promise.all([load, killing]);
    const { url } = await running;
    const again = await inGroupsOf(clients, batches, (batch) => post(batch, url));
    assert.deepEqual(new Set(again.map((answer) => answer?.status)), new Set([202]), 'all, sent again');
    await assertOnce(file, new Set(batches), batches);
    figures.runs = 1;
    figures.turns = figures.delivered = batches.reduce((sum, { count }) => sum + count, 0);
    return figures;
  } finally {
    over = true;
    const last = await running.catch(() => undefined);
    last?.child.kill('SIGKILL');
    await last?.gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

function batchNumber(n: number): Batch {
  const address = `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
  const sealed = n % 2 === 0 ? today : '';
  return { id: `batch-${String(n).padStart(16, '0')}`, sealed, version: `1.0.${n}`, count: 1 + (n % 1000), address };
}

function post({ id, sealed, version, count, address }: Batch, url: string) {
  const counters = [{ signal: 'turns', bucket: 'total', count }];
  return postFrom(address, url, id, JSON.stringify({ version, os: 'linux', counters }), sealed);
}

/** What the file has of the id. */
function storedId(batch: Batch): string {
  const key = sealedKey(batch);
  return key ? sealedText(key) : batch.id;
}

async function inGroupsOf<T, R>(size: number, all: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let n = 0; n < all.length; n += size) {
    results.push(...(await Promise.all(all.slice(n, n + size).map(work))));
  }
  return results;
}

/** Each of `mustBeThere` once, and of the rest each once or not at all; with an id for each and none besides. */
async function assertOnce(file: string, mustBeThere: ReadonlySet<Batch>, all: readonly Batch[]): Promise<void> {
  const database = createClient({ url: `file:${file}` });
  try {
    const { rows } = await database.execute(
      `SELECT version, sum(count) AS count, sum(reports) AS reports
       FROM (SELECT * FROM counts UNION ALL SELECT * FROM published) GROUP BY version`,
    );
    const there = new Map(rows.map(({ version, count, reports }) => [version, { count, reports }]));
    for (const batch of all) {
      const counted = there.get(batch.version);
      if (!counted) assert.ok(!mustBeThere.has(batch), `${batch.id} was answered 202 and is not there`);
      else assert.deepEqual(counted, { count: batch.count, reports: 1 }, `${batch.id} is there once`);
    }
    const ids = await database.execute(
      `SELECT id FROM batches WHERE refusal IS NULL
       UNION ALL SELECT day || '/' || lower(hex(digest)) FROM sealed_ids WHERE refusal IS NULL`,
    );
    const expected = all.filter(({ version }) => there.has(version)).map(storedId);
    assert.deepEqual(ids.rows.map(({ id }) => id).sort(), expected.sort(), 'the ids of what is there');
    assert.equal(there.size, expected.length);
  } finally {
    database.close();
  }
}
