import { randomUUID } from 'node:crypto';
import { operatingSystems } from '../../src/protocol/index.js';
import { agentSignals } from '../../src/signals.js';

const countersPerPost = 20;
const versions = ['1.3.9', '1.4.0', '1.4.1'];
const tokens = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
  buckets.map((bucket) => ({ signal, bucket })),
);

/** The bodies that are posted in turn: every version on every system, each with other counters than the next. */
const bodies = versions.flatMap((version, v) =>
  operatingSystems.map((os, o) => {
    const first = (v * operatingSystems.length + o) % tokens.length;
    const counted = [...tokens, ...tokens].slice(first, first + countersPerPost);
    return JSON.stringify({
      version,
      os,
      counters: counted.map((token, n) => ({ ...token, count: 1 + ((n * 37) % 900) })),
    });
  }),
);

let posted = 0;

export function nextBody(): string {
  posted += 1;
  return bodies[posted % bodies.length] ?? '';
}

/** The bytes of the next post, with its own id, as a client sends it that sealed the batch today. */
export function nextPost(): string {
  const body = nextBody();
  return [
    'POST /v1/metrics HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `idempotency-key: ${randomUUID()}`,
    `turntally-sealed: ${new Date().toISOString().slice(0, 10)}`,
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}
