import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserGlobals, bundle, inRealm } from './realms.js';

const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
const bundled = join(folder, 'bundle.mjs');
/** The package as it is published, where it was built, beside the bundle of its sources. */
const built = fileURLToPath(new URL('../../../dist/index.js', import.meta.url));
let code = '';

beforeAll(async () => {
  writeFileSync(bundled, await bundle('esm'));
  code = await bundle('iife');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Globals that must not be looked at, not even to see whether they are there. */
const guarded = (touched: string[]): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      browserGlobals.map((name) => [
        name,
        {
          get: () => {
            touched.push(name);
          },
        },
      ]),
    ),
  );

test('should see whoever looks at a global', () => {
  const touched: string[] = [];
  inRealm('var bundled = [typeof document, globalThis.indexedDB, typeof self]', guarded(touched));
  expect(touched).toEqual(['document', 'indexedDB', 'self']);
});

test('should look at no global while it is imported', () => {
  const touched: string[] = [];
  const { turntally } = inRealm(code, guarded(touched));
  expect(typeof turntally.startTurntally).toBe('function');
  expect(touched).toEqual([]);
});

test('should be imported where the prototypes of the language are frozen', () => {
  const freeze = `for (const each of [Object, Array, Function, Promise, Map, Set, String, Number, Error, RegExp, Symbol]) {
    Object.freeze(each.prototype);
    Object.freeze(each);
  }`;
  expect(typeof inRealm(code, {}, { before: freeze }).turntally.startTurntally).toBe('function');
});

/** A Node process of its own, that must end by itself and say nothing but what `script` prints. */
async function inNode(script: string): Promise<string> {
  const args = ['--input-type=module', '--unhandled-rejections=strict', '--trace-warnings', '-e', script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 60_000, cwd: folder });
  expect(stderr).toBe('');
  return stdout.trim();
}

const taboo = browserGlobals.filter((name) => !['process', 'require', 'setTimeout', 'setInterval'].includes(name));

describe('in a Node process', () => {
  test('should look at no global of a browser while it is imported, and leave nothing running', async () => {
    const printed = await inNode(`
      for (const name of ${JSON.stringify(taboo)}) {
        Object.defineProperty(globalThis, name, { get() { throw new Error('looked at ' + name) } });
      }
      await import(${JSON.stringify(pathToFileURL(bundled).href)});
      console.log(process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate|Port|TCP/.test(kind)).length);
    `);
    expect(printed).toBe('0');
  });

  test('should count in memory while a page is rendered on a server, and let the process end', async () => {
    const files = [bundled, built].filter((file) => existsSync(file));
    for (const file of files) {
      const printed = await inNode(`
        const loaded = await import(${JSON.stringify(pathToFileURL(file).href)});
        const { startTurntally, storedConsent } = loaded.turntally ?? loaded;
        const endpoint = 'http://127.0.0.1:9/v1/metrics';
        const answers = (answer) => ({
          subscribe: ({ next }) => (next(answer), { unsubscribe() {} }),
        });
        const told = [storedConsent({ endpoint }).consent$, answers(true), answers(false), answers(undefined)];
        for (const consent$ of told) {
          const options = { endpoint, release: { version: '1.4.0' }, consent$ };
          const telemetry = startTurntally(options);
          telemetry.record({ kind: 'turn_done' });
          const { pending } = await telemetry.inspect();
          console.log(pending.map(({ counters }) => JSON.stringify(counters)).join() || 'nothing');
          await telemetry.stop();
        }
        const kept = storedConsent({ endpoint: '/v1/metrics' });
        const heard = [];
        kept.consent$.subscribe((answer) => heard.push(answer));
        await kept.answer(true);
        const options = { endpoint: '/v1/metrics', release: { version: '1.4.0' }, consent$: kept.consent$ };
        startTurntally(options).record({ kind: 'turn_done' });
        startTurntally({ ...options, enabled: false }).record({ kind: 'turn_done' });
        await new Promise(setImmediate);
        console.log(heard.at(-1), process.getActiveResourcesInfo().filter((kind) => /Message|TCP/.test(kind)).length);
      `);
      expect(printed.split('\n')).toEqual(['nothing', '{"turns/total":1}', 'nothing', 'nothing', 'true 0']);
    }
    expect(files).not.toEqual([]);
  });
});
