import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A started program with its child processes. */
export interface Running {
  readonly child: ChildProcess;
  /** Its standard error so far. */
  complaints(): string;
  /** Rejects if the program ends, or if it takes longer than `timeoutMs`. */
  until<T>(ready: Promise<T>, what: string): Promise<T>;
  /** Ends it and its child processes. Resolves when they have ended. */
  end(): Promise<void>;
}

const startTimeoutMs = 60_000;
const graceMs = 5_000;

/** Waits for the end of its standard input, which comes when this process ends, and kills the group. */
const watch = 'read -r _; kill -KILL "-$1"';

/** Starts a program in its own process group, which ends with this process in any case. */
export function start(program: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(program, args, { ...options, detached: true });
  const watchdog = spawn('/bin/sh', ['-c', watch, 'sh', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.once('error', () => {}); // on systems without that shell
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
      // The group has ended.
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
      killAll(); // the child processes it left behind
      watchdog.kill('SIGKILL');
    },
  };
}
