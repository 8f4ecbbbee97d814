import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allRows, databaseFile, newId, openStore, payload } from '../../../packages/collector/test/support.js';
import { effort } from '../../support/effort.js';
import { startServer } from './startServer.js';

interface Batch {
  readonly id: string;
  /** Of its own, so that its counts can be told from those of all others. */
  readonly version: string;
  /** What its copies say: a sender's are all alike, but nobody keeps others from using its id. 0 is refused. */
  readonly counts: readonly number[];
}

const counts = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 2, max: 6 }))
    .map(([count, copies]) => Array(copies).fill(count)),
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 6 }),
);

function copiesOf(batches: readonly Batch[]) {
  return batches.flatMap((batch) => batch.counts.map((count) => ({ ...batch, count })));
}

test('ids posted at once and again, by many, to two collectors on one file: one outcome each, counted once, for good', async () => {
  const file = databaseFile();
  const servers = await Promise.all([startServer({ file }), startServer({ file })]);
  const store = openStore(file);
  let runs = 0;

  /** Until the answer settles it: two processes that write to one file may have to wait for each other too long. */
  async function outcome(id: string, version: string, count: number, server: number): Promise<string> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': id };
    const body = payload({ version, counters: [{ signal: 'turns', bucket: 'total', count }] });
    for (;;) {
      const url = `${servers[server % servers.length]?.url}/v1/metrics`;
      const response = await fetch(url, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.status === 202) return 'counted';
      if (JSON.parse(text).void === true) return 'void';
      expect(response.status).toBe(503);
    }
  }

  await fc.assert(
    fc.asyncProperty(
      fc.array(counts, { minLength: 10, maxLength: 10 }),
      fc.infiniteStream(fc.nat()),
      async (all, random) => {
        runs += 1;
        const batches = all.map((counts, n): Batch => ({ id: newId(), version: `${runs}.0.${n}`, counts }));
        const next = () => Number(random.next().value);
        const copies = copiesOf(batches)
          .map((copy) => ({ ...copy, place: next() }))
          .sort((a, b) => a.place - b.place);
        const send = () => Promise.all(copies.map(({ id, version, count }) => outcome(id, version, count, next())));
        const [answers, again] = [await send(), await send()];
        expect(again, 'sent again').toEqual(answers);

        const rows = new Map((await allRows(store)).map((row) => [row.version, row]));
        for (const { id, version, counts } of batches) {
          const [answer, ...others] = new Set(answers.filter((_, n) => copies[n]?.id === id));
          expect(others, 'one outcome for all copies').toEqual([]);
          const row = rows.get(version);
          if (answer === 'counted') {
            expect(row?.reports).toBe(1);
            expect(counts.filter((count) => count > 0)).toContain(row?.count);
          } else {
            expect(answer).toBe('void');
            expect(counts).toContain(0);
            expect(row).toBeUndefined();
          }
        }
      },
    ),
    { numRuns: effort(8, 25), endOnFailure: true },
  );
});
