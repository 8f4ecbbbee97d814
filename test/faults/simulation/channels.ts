import { databaseName, tabIn } from './disk.js';

interface Channel {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(data: unknown): void;
  close(): void;
}

/** BroadcastChannel between tabs: a constructor, as the global one. A dead tab is neither heard nor told. */
export function createChannels(enter: (tab: number, port: string) => boolean) {
  const open = new Set<{ readonly tab: number; readonly channel: Channel }>();

  return function BroadcastChannel(name: string): Channel {
    const tab = tabIn(name);
    const channel: Channel = {
      onmessage: null,
      postMessage(data) {
        if (!enter(tab, 'channel') || !name.includes(databaseName)) return;
        for (const other of open) {
          if (other.channel === channel) continue;
          setImmediate(() => {
            if (open.has(other) && enter(other.tab, 'channel')) other.channel.onmessage?.({ data });
          });
        }
      },
      close: () => open.delete(mine),
    };
    const mine = { tab, channel };
    open.add(mine);
    return channel;
  };
}
