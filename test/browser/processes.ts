import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A started program, with all that it started itself. */
export interface Running {
  readonly child: ChildProcess;
  /** What it wrote to its standard error so far. */
  complaints(): string;
  /** Rejects when the program ends, or when it takes longer than `timeoutMs`. */
  until<T>(ready: Promise<T>, what: string): Promise<T>;
  /** Ends it, and what it started; resolves when it is gone. */
  end(): Promise<void>;
}

const startTimeoutMs = 60_000;
const graceMs = 5_000;

/** Waits for the end of its standard input, which is that of whoever holds the other end, and kills the group. */
const watch = 'read -r _; kill -KILL "-$1"';

/** Starts a program in a process group of its own, which does not outlive this process, however that ends. */
export function start(program: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(program, args, { ...options, detached: true });
  const watchdog = spawn('/bin/sh', ['-c', watch, 'sh', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.once('error', () => {}); // where there is no such shell
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
    child.once('error', (error) => resolve(error.message));
  });
  const signalAll = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // Nobody is left.
    }
  };
  const killAll = (): void => signalAll('SIGKILL');

  return {
    child,
    complaints: () => complaints,
    async until(ready, what) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve(`did not do so in ${startTimeoutMs / 1000} s`), startTimeoutMs);
      });
      const failed = Promise.race([gone, late]).then((reason) => {
        throw new Error(`${program} was to ${what}, but ${reason}.\n${complaints}`.trim());
      });
      return Promise.race([ready, failed]).finally(() => clearTimeout(timer));
    },
    async end() {
      signalAll('SIGTERM');
      const timer = setTimeout(killAll, graceMs);
      await gone;
      clearTimeout(timer);
      killAll(); // what it started and left behind
      watchdog.kill('SIGKILL');
    },
  };
}
