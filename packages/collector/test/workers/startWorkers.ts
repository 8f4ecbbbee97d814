import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Log, LogLevel, Miniflare } from 'miniflare';
import workerd from 'workerd';
import type { D1Database } from '../../src/d1/index.js';

export interface WorkerSettings {
  /** One ES module. */
  readonly code: string;
  /** @defaultValue `'2026-07-01'` */
  readonly compatibilityDate?: string;
  /** Secrets and variables. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** The class of the Durable Objects of the binding `SHARDS`. They run in the first isolate. */
  readonly shardClass?: string | undefined;
}

export interface RunningWorkers {
  /** Two isolates of the Worker, with one D1 database; each has an address of its own, another one after a restart. */
  urls(): readonly [string, string];
  /** The binding `DB` of the Workers, or `EDITOR`, which is another database. */
  database(binding?: 'DB' | 'EDITOR'): Promise<D1Database>;
  /** Calls the handler of the cron trigger. */
  trigger(cron: string): Promise<void>;
  /** Kills workerd without a warning. */
  kill(): Promise<void>;
  /** Starts workerd again on the same files. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const names = ['first', 'second'] as const;

/** Runs a Worker in workerd, the runtime of Cloudflare Workers, with the D1 of miniflare, which is SQLite in workerd. */
export async function startWorkers(settings: WorkerSettings): Promise<RunningWorkers> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-workers-'));
  // In memory where that is possible: no test needs that a machine may crash.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const d1Persist = await mkdtemp(join(memory, 'turntally-d1-'));
  const durableObjectsPersist = await mkdtemp(join(memory, 'turntally-shards-'));
  const pidFile = join(folder, 'pid');
  const program = join(folder, 'workerd');
  // Miniflare does not say which process it has started.
  await writeFile(program, `#!/bin/sh\necho $$ > '${pidFile}'\nexec '${workerd}' "$@"\n`);
  await chmod(program, 0o755);
  let miniflare: Miniflare;
  let urls: readonly [string, string];

  async function start(): Promise<void> {
    process.env.MINIFLARE_WORKERD_PATH = program;
    miniflare = new Miniflare({
      cf: false,
      host: '127.0.0.1',
      port: 0,
      unsafeTriggerHandlers: true,
      log: new Log(LogLevel.NONE),
      handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
        stdout.resume();
        stderr.resume();
      },
      d1Persist,
      durableObjectsPersist,
      workers: names.map((name) => ({
        name,
        modules: true,
        script: settings.code,
        compatibilityDate: settings.compatibilityDate ?? '2026-07-01',
        bindings: { ...settings.bindings },
        d1Databases: { DB: 'turntally', EDITOR: 'turntally-editor' },
        ...(settings.shardClass !== undefined && {
          durableObjects: { SHARDS: { className: settings.shardClass, scriptName: names[0], useSQLite: true } },
        }),
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      })),
    });
    await miniflare.ready;
    const [first, second] = await Promise.all(names.map((name) => miniflare.unsafeGetDirectURL(name)));
    urls = [String(first), String(second)];
  }

  await start();
  return {
    urls: () => urls,
    database: (binding = 'DB') => miniflare.getD1Database(binding, names[0]),
    async trigger(cron) {
      const answer = await miniflare.dispatchFetch(
        `http://worker/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(cron)}`,
      );
      if ((await answer.text()) !== 'ok') throw new Error(`the handler of the cron trigger failed: ${answer.status}`);
    },
    async kill() {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
      await miniflare.dispose();
    },
    restart: start,
    async stop() {
      await miniflare.dispose();
      for (const path of [folder, d1Persist, durableObjectsPersist]) await rm(path, { recursive: true, force: true });
    },
  };
}
