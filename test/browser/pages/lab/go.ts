/** The work that `go` has started. */
let task: Promise<unknown> = Promise.resolve();

/** Starts the work when any page sends `go` on that channel. This is the only way to start several pages at the same time. */
export function onGo(name: string, work: () => Promise<unknown>): void {
  const channel = new BroadcastChannel(name);
  task = new Promise((resolve) => {
    channel.onmessage = () => {
      channel.close();
      resolve(undefined);
    };
  }).then(work);
}

/** Repeats `go` until this page is left, because WebKitGTK can lose a message to a page that has just started to listen. */
export function go(name: string): void {
  const channel = new BroadcastChannel(name);
  const say = (): void => channel.postMessage('go');
  say();
  setInterval(say, 100);
}

/** The result of the work. */
export const outcome = async (): Promise<unknown> => (await task) ?? null;

/** Yields to the event loop. A timer would be throttled in a background page. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
