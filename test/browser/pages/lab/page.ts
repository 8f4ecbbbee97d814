import { listen } from './complaints.js';
import { type Lab, lab } from './lab.js';
import type { Call } from './worker.js';

/** What counts in a worker of the page, by the kind of worker. */
interface Workers {
  readonly dedicated: () => Promise<Pick<Worker, 'postMessage'>>;
  readonly service: () => Promise<Pick<Worker, 'postMessage'>>;
}
export type WorkerKind = keyof Workers;

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
  const answer = new Promise<{ value?: unknown; error?: string }>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(call, [port2]);
  const { value, error } = await answer;
  if (error !== undefined) throw new Error(error);
  return value ?? null;
}

const page = { ...lab, inWorker, complaints: listen() };
export type PageLab = Lab & Omit<typeof page, keyof Lab>;

Object.assign(globalThis, { lab: page });
