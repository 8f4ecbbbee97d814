/** The program that `startAttack` starts: keeps an attack up until it is killed. */
import { connect, type Socket } from 'node:net';
import type { Attack } from './attack.js';

const { kind, port }: Attack & { readonly port: number } = JSON.parse(process.argv[2] ?? '');

const body = JSON.stringify({
  version: '1.4.0',
  os: 'linux',
  counters: [{ signal: 'turns', bucket: 'total', count: 1 }],
});
let ids = 0;
function newId(): string {
  ids += 1;
  return `attack-${String(ids).padStart(20, '0')}`;
}
const post = (id: string, more = ''): string =>
  `POST /v1/metrics HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nidempotency-key: ${id}\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

/** A connection that is opened anew when it is closed. */
function keepOpen(use: (socket: Socket) => void, localAddress = '127.0.0.1'): void {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  socket.on('close', () => setTimeout(keepOpen, 10, use, localAddress));
  socket.once('connect', () => use(socket));
}

/** Writes as fast as the other side takes it, and reads answers only if `reads`. */
function flood(socket: Socket, next: () => string, reads: boolean): void {
  if (reads) socket.resume();
  else socket.pause();
  const fill = (): void => {
    while (socket.writable && socket.write(Array.from({ length: 50 }, next).join('')));
  };
  socket.on('drain', fill);
  fill();
}

/** Sends a byte now and then, which keeps a timeout between bytes from ending it. */
function trickle(socket: Socket, head: string, byte: string): void {
  socket.resume();
  socket.write(head);
  const timer = setInterval(() => socket.write(byte), 1000);
  socket.on('close', () => clearInterval(timer));
}

const many = (count: number, use: (socket: Socket) => void): void => {
  for (let n = 0; n < count; n++) keepOpen(use);
};
const endless = post('attack-of-slow-bodies-').replace(
  /content-length: \d+\r\n\r\n[\s\S]*/,
  'content-length: 20000\r\n\r\n{',
);

const slowBody = (socket: Socket): void => trickle(socket, endless.replace('attack-of-slow-bodies-', newId()), ' ');

const attacks: Readonly<Record<Attack['kind'], () => void>> = {
  'pipelining without reading': () => many(4, (socket) => flood(socket, () => post(newId()), false)),
  pipelining: () => many(4, (socket) => flood(socket, () => post(newId()), true)),
  'slow headers': () => many(800, (socket) => trickle(socket, 'POST /v1/metrics HTTP/1.1\r\nhost: a\r\nx', 'y')),
  'slow bodies': () => many(600, slowBody),
  'slow bodies of five addresses': () => {
    for (let n = 0; n < 300; n++) keepOpen(slowBody, `127.0.0.${11 + (n % 5)}`);
  },
  'idle connections': () => many(1500, (socket) => socket.resume()),
  'repeats of one id': () => many(16, (socket) => flood(socket, () => post('attack-repeats-of-an-id'), true)),
  'slow reads': () =>
    many(64, (socket) =>
      flood(socket, () => 'GET /?days=366 HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\n\r\n', false),
    ),
};

attacks[kind]();
process.once('disconnect', () => process.exit());
setTimeout(() => process.send?.('attacking'), 1500);
