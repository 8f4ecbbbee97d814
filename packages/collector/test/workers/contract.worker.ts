import { env } from 'cloudflare:workers';
import { d1Store } from '../../src/d1/index.js';
import { storeContract } from '../../src/testing/index.js';
import { dropTables } from './dropTables.js';
import { runContract } from './runContract.js';

const create = async () => {
  await dropTables(env.DB);
  return { open: () => d1Store(env.DB) };
};

const tests = storeContract({ create, lives: 4 });

export default { fetch: (request: Request) => runContract(tests, request) };
