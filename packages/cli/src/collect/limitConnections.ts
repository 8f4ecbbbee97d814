import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '@turntally/collector';

const barMs = 10_000;

/**
 * Closes new connections from an address, or a network of IPv6, that has `maxPerAddress` connections open or is barred.
 *
 * @returns A function for a connection that floods: it closes all connections of its address, and bars the address for ten
 * seconds. Node parses all requests of a piece before it can be stopped, so each further connection would cost as much.
 */
export function limitConnections(server: Server, maxPerAddress: number): (flooding: Socket) => void {
  const open = new Map<string, Set<Socket>>();
  const barredAt = new Map<string, number>();

  server.on('connection', (socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const sockets = open.get(network) ?? new Set();
    if (sockets.size >= maxPerAddress || isBarred(network)) {
      socket.destroy();
      return;
    }
    open.set(network, sockets.add(socket));
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) open.delete(network);
    });
  });

  function isBarred(network: string): boolean {
    const at = barredAt.get(network);
    return at !== undefined && Math.abs(Date.now() - at) < barMs;
  }

  return (flooding) => {
    const network = networkOf(flooding.remoteAddress ?? '');
    for (const barred of barredAt.keys()) if (!isBarred(barred)) barredAt.delete(barred);
    barredAt.set(network, Date.now());
    for (const socket of open.get(network) ?? [flooding]) socket.destroy();
  };
}
