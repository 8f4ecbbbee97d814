import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { storeContract } from '../src/testing/index.js';

async function create() {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-contract-'));
  return {
    open: () => sqliteStore(`file:${join(folder, 'turntally.db')}`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

// Several stores of one process wait for each other's transactions: four lives take a minute. PostgreSQL goes through all twelve.
const timeoutMs = 300_000;
for (const { name, run } of storeContract({ create, lives: 4 })) test(name, run, timeoutMs);
