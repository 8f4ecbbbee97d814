import { type Complaints, listen } from './complaints.js';
import { type Lab, lab } from './lab.js';

/** What the page asks of a worker, and the port to answer to. */
export type Call = readonly [method: keyof Lab | 'complaints', args: readonly unknown[]];

const complaints: Complaints = listen();
const methods: Record<string, (...args: never[]) => unknown> = { ...lab, complaints };

// The same in a dedicated worker and in a service worker.
globalThis.addEventListener('message', (event) => {
  const { data, ports } = event as MessageEvent<Call>;
  const [method, args] = data;
  const answer = async () => methods[method]?.(...(args as never[]));
  answer().then(
    (value) => ports[0]?.postMessage({ value }),
    (error) => ports[0]?.postMessage({ error: String(error) }),
  );
});
