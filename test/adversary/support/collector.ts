import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { batch, postAll } from './posts.js';

const command = fileURLToPath(new URL('../../../packages/cli/bin/turntally.js', import.meta.url));

/** Loaded before the command: its clock runs from the time that the parent sends. */
const settableClock = `
  const Real = Date;
  let offset = Number(process.env.CLOCK_AT) - Real.now();
  globalThis.Date = class extends Real {
    constructor(...args) { args.length === 0 ? super(Real.now() + offset) : super(...args); }
    static now() { return Real.now() + offset; }
  };
  process.on('message', (at) => { offset = at - Real.now(); process.send('set'); });
  process.channel.unref();
`;

/** The credential of programs that the tests configure. */
export const token = 'the-token-of-these-tests';

export const dayMs = 86_400_000;
export const noon = Date.UTC(2026, 4, 20, 12);

export interface CollectorOptions {
  /** The file of the database; one of its own in a new folder by default. */
  readonly db?: string;
  /** Epoch milliseconds at which the clock of the process starts. */
  readonly at?: number;
  /** Whether reading takes {@link token}; otherwise the command decides. */
  readonly withToken?: boolean;
  /** A free one by default. */
  readonly port?: number;
  readonly args?: readonly string[];
}

export interface RunningCollector {
  readonly url: string;
  readonly port: number;
  /** Of the process. */
  readonly pid: number;
  readonly db: string;
  /** What the process has printed so far. */
  output(): string;
  setClock(at: number): Promise<void>;
  /** Ends the process by SIGTERM and waits for it. */
  stop(): Promise<void>;
}

/** A folder of the test's own, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-adversary-'));
  await chmod(folder, 0o755); // so that only the modes of the files protect them
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Starts the built command `turntally collect` with a clock that the test sets; killed with the test. */
export async function startCollector(options: CollectorOptions = {}): Promise<RunningCollector> {
  const { at = noon, port = 0, withToken = true, args = [] } = options;
  const db = options.db ?? join(await temporaryFolder(), 'turntally.db');
  const clock = `data:text/javascript,${encodeURIComponent(settableClock)}`;
  const all = [
    '--import',
    clock,
    command,
    'collect',
    '--db',
    `file:${db}`,
    '--port',
    String(port),
    ...(withToken ? ['--token', token] : []),
    ...args,
  ];
  const env = { ...process.env, CLOCK_AT: String(at) };
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = outputOf(child);
  const url = await output.match(/listening on (http:\/\/\S+)[\s\S]*stats page/);
  const setClock = async (time: number): Promise<void> => {
    const set = once(child, 'message');
    child.send(time);
    await set;
  };
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    db,
    output: output.text,
    setClock,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function outputOf(child: ChildProcess) {
  let text = '';
  return {
    text: () => text,
    /** Waits for the first group of the pattern. */
    match: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const read = (chunk: Buffer): void => {
          text += chunk.toString();
          const found = pattern.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        };
        child.stdout?.on('data', read);
        child.stderr?.on('data', read);
        child.once('close', () => reject(new Error(`the collector ended: ${text}`)));
      }),
  };
}

/** A collector that has counted 4,321 turns in each of 5 batches, the day before its clock started: 21,605 in all. */
export async function collectorWithCounts(withToken: boolean): Promise<RunningCollector> {
  const before = await startCollector({ at: noon - dayMs, withToken });
  await postAll(
    before.url,
    Array.from({ length: 5 }, () => batch({ 'turns/total': 4321 })),
  );
  await before.stop();
  return startCollector({ db: before.db, withToken });
}
