/** What `go` set off, until it is over. */
let task: Promise<unknown> = Promise.resolve();

/** Does something when any page says `go`: pages cannot be told to begin at once in another way. */
export function onGo(work: () => Promise<unknown>): void {
  const channel = new BroadcastChannel('go');
  task = new Promise((resolve) => {
    channel.onmessage = () => {
      channel.close();
      resolve(undefined);
    };
  }).then(work);
}

export function go(): void {
  const channel = new BroadcastChannel('go');
  channel.postMessage('go');
  channel.close();
}

/** What came of it. */
export const outcome = async (): Promise<unknown> => (await task) ?? null;

/** Lets everything else have its turn; a timer would be held back where the page is not in front. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
