import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { metricsPayload } from '../../../packages/collector/src/payload.js';
import { allRows, databaseFile, newId, openStore, setAsideRows } from '../../../packages/collector/test/support.js';
import { agentSignals } from '../../../src/signals.js';
import { effort } from '../../support/effort.js';
import { mutation } from './mutation.js';
import { startServer } from './startServer.js';

const atOnce = 50;
const warmUp = 20; // groups; what is compiled and cached by then stays
const groups = effort(60, 200);
const onABusyMachine = { timeout: 240_000 };

const tokens = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
  buckets.map((bucket) => ({ signal, bucket })),
);
const counter = fc
  .tuple(fc.constantFrom(...tokens), fc.integer({ min: 1, max: 100_000 }))
  .map(([token, count]) => ({ ...token, count }));
const payload = fc.record({
  version: fc.constantFrom('1.4.0', '2.0.0-beta.5', '12345.12345.12345.12345-abcdefghij.1234'),
  os: fc.constantFrom('linux', 'macos', 'ios'),
  counters: fc.uniqueArray(counter, { minLength: 1, maxLength: 20, selector: ({ signal, bucket }) => signal + bucket }),
});
const mutated = payload.chain((value) => mutation(value));

test(
  'thousands of mutations of a valid payload: 202 and counted where the schema takes it, else a 400 problem, and memory stays flat',
  onABusyMachine,
  async () => {
    const file = databaseFile();
    const { url, memory } = await startServer({ file });
    const store = openStore(file);
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    onTestFinished(() => agent.destroy());
    const schema = metricsPayload();
    const expected = { counts: 0, reports: 0, refused: 0 };
    let group = 0;
    let early: { heapUsed: number; rss: number } | undefined;

    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: atOnce, maxLength: atOnce }), async (batch) => {
        if (group++ === warmUp) early = await memory();
        await Promise.all(
          batch.map(async (bytes) => {
            const payload = bytes.length > 32 * 1024 ? undefined : schema.safeParse(parsed(bytes)).data;
            const answer = await post(url, agent, bytes);
            if (payload) {
              expect(answer).toEqual({ status: 202, type: undefined, body: '' });
              expected.reports += payload.counters.length;
              for (const { count } of payload.counters) expected.counts += count;
            } else {
              const problem = { status: bytes.length > 32 * 1024 ? 413 : 400, type: 'application/problem+json' };
              expect(answer).toMatchObject(problem);
              expect(JSON.parse(answer.body)).toMatchObject({
                type: 'about:blank',
                status: problem.status,
                void: true,
              });
              expected.refused += 1;
            }
          }),
        );
        const rows = [...(await allRows(store)), ...(await setAsideRows(store))];
        expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(expected.counts);
        expect(rows.reduce((sum, { reports }) => sum + reports, 0)).toBe(expected.reports);
      }),
      // Shrinking would compare with what the groups before have left.
      { numRuns: groups, endOnFailure: true },
    );
    expect(expected.refused).toBeGreaterThan(groups * atOnce * 0.5);
    expect(expected.reports).toBeGreaterThan(groups * atOnce * 0.05);

    const late = await memory();
    expect(late.heapUsed / (early?.heapUsed ?? 0)).toBeLessThan(1.3);
    expect(late.rss / (early?.rss ?? 0)).toBeLessThan(1.5);
  },
);

/** Undefined where it is no JSON, or names a key twice. */
function parsed(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return namesKeyTwice(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

function namesKeyTwice(json: string): boolean {
  const objects: Set<unknown>[] = [];
  for (const [token, name, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?|[{}]/g)) {
    if (token === '{') objects.unshift(new Set());
    else if (token === '}') objects.shift();
    else if (colon && name) {
      const key: unknown = JSON.parse(name);
      if (objects[0]?.has(key)) return true;
      objects[0]?.add(key);
    }
  }
  return false;
}

function post(url: string, agent: Agent, bytes: Uint8Array) {
  return new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId() };
    const sent = request(`${url}/v1/metrics`, { method: 'POST', headers, agent });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    });
    sent.end(bytes);
  });
}
