import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '@turntally/collector';

const barMs = 10_000;

/**
 * Closes new connections from an address, or a network of IPv6, that has `maxPerAddress` connections open or is barred.
 *
 * @returns A function that closes a connection and bars its address for ten seconds: each further connection would cost as much
 * as the one that is closed.
 */
export function limitConnections(server: Server, maxPerAddress: number): (socket: Socket) => void {
  const open = new Map<string, number>();
  const barredAt = new Map<string, number>();

  server.on('connection', (socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const count = open.get(network) ?? 0;
    if (count >= maxPerAddress || isBarred(network)) {
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });

  function isBarred(network: string): boolean {
    const at = barredAt.get(network);
    return at !== undefined && Math.abs(Date.now() - at) < barMs;
  }

  return (socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    for (const barred of barredAt.keys()) if (!isBarred(barred)) barredAt.delete(barred);
    barredAt.set(network, Date.now());
    socket.destroy();
  };
}
