/** What `go` set off, until it is over. */
let task: Promise<unknown> = Promise.resolve();

/** Does something when any page says `go` on that channel: pages cannot be told to begin at once in another way. */
export function onGo(name: string, work: () => Promise<unknown>): void {
  const channel = new BroadcastChannel(name);
  task = new Promise((resolve) => {
    channel.onmessage = () => {
      channel.close();
      resolve(undefined);
    };
  }).then(work);
}

/** Says so until this page is left: WebKitGTK can lose a message to a page that has only just begun to listen. */
export function go(name: string): void {
  const channel = new BroadcastChannel(name);
  const say = (): void => channel.postMessage('go');
  say();
  setInterval(say, 100);
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
