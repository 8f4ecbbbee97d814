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

const timeoutMs = 300_000; // each batch is written through to the disk
for (const { name, run } of storeContract({ create })) test(name, run, timeoutMs);
