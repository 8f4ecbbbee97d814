import { type Complaints, listen } from './complaints.js';
import { type Lab, lab } from './lab.js';

/** A call from the page to a worker. The message also has a port for the answer. */
export type Call = readonly [method: keyof Lab | 'complaints', args: readonly unknown[]];

const complaints: Complaints = listen();
const methods: Record<string, (...args: never[]) => unknown> = { ...lab, complaints };

// Works in dedicated and in service workers.
globalThis.addEventListener('message', (event) => {
  const { data, ports } = event as MessageEvent<Call>;
  const [method, args] = data;
  const answer = async () => methods[method]?.(...(args as never[]));
  answer().then(
    (value) => ports[0]?.postMessage({ value }),
    (error) => ports[0]?.postMessage({ error: String(error) }),
  );
});
