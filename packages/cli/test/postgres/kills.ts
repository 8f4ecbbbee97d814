import assert from 'node:assert/strict';
import { type CollectorProcess, postFrom, startCollectorWith } from '../../../../test/faults/kills/collectorProcess.js';
import { queryOnce } from '../../../collector/test/postgres/database.js';

export interface KillsUnderLoad {
  /** The url of an empty database. */
  readonly db: string;
  readonly collectors: number;
  readonly ids: number;
  /** Called once a part of the posts has been answered, while the others go on. */
  readonly faults: readonly ((collectors: Collectors) => Promise<void>)[];
}

export interface Collectors {
  /** Kills a collector without a warning, and starts another in its place. */
  replace(n: number): Promise<void>;
}

/** What the load met. */
export interface LoadFigures {
  readonly answered: number;
  readonly broken: number;
  readonly inDoubt: number;
}

const clients = 45;
const today = new Date().toISOString().slice(0, 10);

/**
 * Posts each id three times at once, to collectors over one database, each again until it is answered 202, while parts of this
 * world die. Then looks into the database: each id is there once.
 *
 * @throws Error naming what is missing or there twice
 */
export async function killsUnderLoad({ db, collectors, ids, faults }: KillsUnderLoad): Promise<LoadFigures> {
  const running: CollectorProcess[] = await Promise.all(
    Array.from({ length: collectors }, () => startCollectorWith(db)),
  );
  const figures = { answered: 0, broken: 0, inDoubt: 0 };
  const posts = Array.from({ length: ids * 3 }, (_, n) => Math.floor(n / 3));
  let onAnswered = (): void => {};

  async function client(): Promise<void> {
    for (let n = posts.shift(); n !== undefined; n = posts.shift()) {
      for (let status: number | undefined; status !== 202; ) {
        const { url } = running[Math.floor(Math.random() * collectors)] ?? { url: '' };
        const answer = await postFrom(addressOf(n), url, idOf(n), bodyOf(n), sealedOf(n));
        assert.ok(answer === undefined || !answer.void, `${idOf(n)}: ${answer?.status} and void`);
        assert.ok([undefined, 202, 503].includes(answer?.status), `${idOf(n)}: ${answer?.status}`);
        status = answer?.status;
        if (status === undefined) figures.broken += 1;
        if (status === 503) figures.inDoubt += 1;
        // A client waits longer, but for this test a dead collector must not be asked a thousand times.
        if (status !== 202) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      figures.answered += 1;
      onAnswered();
    }
  }

  async function replace(n: number): Promise<void> {
    const { child, gone } = running[n] ?? (await startCollectorWith(db));
    child.kill('SIGKILL');
    await gone;
    running[n] = await startCollectorWith(db);
  }

  async function fail(): Promise<void> {
    for (const [n, fault] of faults.entries()) {
      const after = Math.floor(posts.length / (faults.length - n + 1));
      const from = figures.answered;
      await new Promise<void>((resolve) => {
        onAnswered = () => {
          if (figures.answered - from >= after) resolve();
        };
        onAnswered(); // all may be answered already, while the fault before took its time
      });
      await fault({ replace });
    }
  }

  try {
    const failing = fail();
    await Promise.all([failing, ...Array.from({ length: clients }, client)]);
    await assertOnce(db, ids);
    return figures;
  } finally {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ gone }) => gone));
  }
}

const idOf = (n: number): string => `batch-${String(n).padStart(16, '0')}`;
/** Half of the batches have a sealed day: their ids are in another table. */
const sealedOf = (n: number): string => (n % 4 < 2 ? today : '');
const addressOf = (n: number): string => `127.1.${n >> 8}.${n & 255}`;
const countOf = (n: number): number => 1 + (n % 1000);

/** A row of its own for each id, by its version; and rows that all of them share. */
function bodyOf(n: number): string {
  const counters = [
    { signal: 'turns', bucket: 'total', count: countOf(n) },
    { signal: 'finish_reason', bucket: 'stop', count: 1 },
    { signal: 'finish_reason', bucket: 'length', count: 1 },
  ];
  // Every second one has the same version as all others.
  return JSON.stringify({ version: n % 2 === 0 ? '1.0.0' : `2.0.${n}`, os: 'linux', counters });
}

async function assertOnce(db: string, ids: number): Promise<void> {
  const rows = await queryOnce(
    db,
    `SELECT version, bucket, sum(count)::int AS count, sum(reports)::int AS reports FROM turntally.counts GROUP BY 1, 2`,
  );
  const found = new Map(rows.map(({ version, bucket, count, reports }) => [`${version} ${bucket}`, [count, reports]]));
  const expected = new Map<string, [number, number]>();
  for (let n = 0; n < ids; n++) {
    const { version, counters } = JSON.parse(bodyOf(n));
    for (const { bucket, count } of counters) {
      const [sum, reports] = expected.get(`${version} ${bucket}`) ?? [0, 0];
      expected.set(`${version} ${bucket}`, [sum + count, reports + 1]);
    }
  }
  const wrong = [...expected].filter(([row, sums]) => JSON.stringify(found.get(row)) !== JSON.stringify(sums));
  assert.deepEqual(wrong, [], 'rows that are missing or wrong');
  assert.equal(found.size, expected.size);
  const [known] = await queryOnce(
    db,
    `SELECT (SELECT count(*)::int FROM turntally.sealed_ids WHERE refusal IS NULL) AS sealed,
       (SELECT count(*)::int FROM turntally.batches WHERE refusal IS NULL) AS unsealed`,
  );
  const sealed = Array.from({ length: ids }, (_, n) => n).filter((n) => sealedOf(n) !== '').length;
  assert.deepEqual(known, { sealed, unsealed: ids - sealed });
}
