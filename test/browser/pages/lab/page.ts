import { listen } from './complaints.js';
import { consentLab } from './consentLab.js';
import { inspectorLab } from './inspectorLab.js';
import { type Lab, lab } from './lab.js';
import type { Call } from './worker.js';

/** The page's workers, by kind. */
interface Workers {
  readonly dedicated: () => Promise<Pick<Worker, 'postMessage'>>;
  readonly service: () => Promise<Pick<Worker, 'postMessage'>>;
}
export type WorkerKind = keyof Workers;

export interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

const script = '/worker.js';
const started: Partial<Record<WorkerKind, ReturnType<Workers[WorkerKind]>>> = {};
const workers: Workers = {
  dedicated: async () => new Worker(script),
  service: async () => {
    await navigator.serviceWorker.register(script);
    const { active } = await navigator.serviceWorker.ready;
    if (!active) throw new Error('no service worker');
    return active;
  },
};

async function inWorker(kind: WorkerKind, ...call: Call): Promise<unknown> {
  started[kind] ??= workers[kind]();
  const worker = await started[kind];
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<Answer>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(call, [port2]);
  const { value, error } = await answered;
  if (error !== undefined) throw new Error(error);
  return value ?? null;
}

/** The running calls, for drivers that cannot wait for one page while they talk to another. */
const calls: Promise<Answer>[] = [];
const patienceMs = 50;

/** Starts a call and returns its number, for `awaitCall`. */
function beginCall(method: string, args: readonly unknown[]): number {
  const called = (async () => Reflect.get(page, method)(...args))();
  const answered = called.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error: String(error) }),
  );
  return calls.push(answered) - 1;
}

/** Resolves with the answer, or with null if there is none yet. */
const awaitCall = (call: number): Promise<Answer | null> =>
  Promise.race([calls[call] ?? null, new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))]);

const page = { ...lab, ...consentLab, ...inspectorLab, inWorker, complaints: listen(), beginCall, awaitCall };
export type PageLab = Lab & Omit<typeof page, keyof Lab>;

Object.assign(globalThis, { lab: page });
