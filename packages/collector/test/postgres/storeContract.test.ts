import { test } from 'vitest';
import { storeContract } from '../../src/testing/index.js';
import { createDatabase } from './database.js';

for (const { name, run } of storeContract({ create: async () => createDatabase() })) test(name, run);
