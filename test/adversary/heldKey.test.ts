import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { batchRetentionDays, maxLaunches } from '../../src/protocol/index.js';
import { dayMs, noon } from './support/collector.js';
import { device } from './support/device.js';

const hourMs = 3_600_000;

/** A collector that never settles a batch, which makes the batch's id a pseudonym for as long as it is sent. */
async function startUnsettled(respond: (socket: Socket) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => respond(response.socket ?? request.socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1/metrics`;
}

test.each([
  ['a day', dayMs, '500 Internal Server Error'],
  ['an hour', hourMs, '500 Internal Server Error'],
  ['an hour, with a collector that asks to come back at once', hourMs, '429 Too Many Requests\r\nretry-after: 1'],
])(
  'a held key is sent for at most 14 days and by just 8 launches, at a launch every %s',
  async (_, everyMs, status) => {
    const endpoint = await startUnsettled((socket) => {
      socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    });
    const { posts, launch } = device(endpoint);
    for (let at = noon; at < noon + 30 * dayMs; at += everyMs) await launch(at, at < noon + everyMs);
    expect(posts.length).toBeGreaterThan(0);
    for (const id of new Set(posts.map((post) => post.id))) {
      const ofKey = posts.filter((post) => post.id === id);
      const days = ((ofKey.at(-1)?.at ?? 0) - (ofKey[0]?.at ?? 0)) / dayMs;
      const launches = new Set(ofKey.map((post) => post.launch)).size;
      expect({ posts: ofKey.length, days, launches }).toSatisfy(
        () => days <= batchRetentionDays && launches === maxLaunches,
      );
    }
    expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
  },
);
