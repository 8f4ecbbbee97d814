/**
 * Accepted posts per second of the collector and of two naive handlers on the same database engine.
 *
 * --seconds 5    length of each measurement, after one second of warm-up
 * --rounds 5     number of rounds; the medians are printed
 * --against dir  another checkout, whose collector is measured, too
 * --posts n      instead: send n posts to one collector and print its memory use
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { compare, type Handler } from './compare.js';
import { watchMemory } from './memory.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    against: { type: 'string' },
    posts: { type: 'string' },
  },
});

const turntally = collectorIn('turntally', resolve(import.meta.dirname, '../..'));
const handlers: readonly Handler[] = [
  { ...turntally, name: 'naive, a transaction for each counter', handler: 'each counter' },
  { ...turntally, name: 'naive, a transaction for each post', handler: 'each post' },
  ...(options.against === undefined ? [] : [collectorIn(`turntally in ${options.against}`, options.against)]),
  turntally,
];

const folder = await mkdtemp(join(tmpdir(), 'turntally-bench-'));
try {
  if (options.posts !== undefined) await watchMemory(turntally, folder, positive('posts'));
  else {
    for (const connections of [16, 256]) {
      await compare(handlers, folder, { connections, seconds: positive('seconds'), rounds: positive('rounds') });
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

function collectorIn(name: string, checkout: string): Handler {
  return {
    name,
    handler: 'turntally',
    collector: pathToFileURL(resolve(checkout, 'packages/collector/src/index.ts')).href,
  };
}

function positive(name: 'seconds' | 'rounds' | 'posts'): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new TypeError(`--${name} must be a positive number, got "${options[name]}"`);
  return value;
}
