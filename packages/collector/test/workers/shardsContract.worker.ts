import { env } from 'cloudflare:workers';
import {
  durableObjectStore,
  type ShardBindings,
  type ShardNamespace,
  type ShardState,
  TurntallyShard,
} from '../../src/durableObject/index.js';
import { shardOf } from '../../src/durableObject/shardOf.js';
import { storeContract } from '../../src/testing/index.js';
import { dropTables } from './dropTables.js';
import { losingAnswers } from './losingAnswers.js';
import { runContract } from './runContract.js';

/** Half of its deliveries are repeated. */
export class LosingShard extends TurntallyShard {
  constructor(state: ShardState, bindings: ShardBindings) {
    // No alarm: it would deliver to the database of the next test.
    super(state, { DB: losingAnswers(bindings.DB) }, { deliverAfterMs: 3_600_000 });
  }
}

const count = 2;
let databases = 0;

const create = async () => {
  await dropTables(env.DB);
  databases += 1;
  const shards = shardsOf(`database-${databases}`);
  return { open: () => durableObjectStore({ shards, root: env.DB, count }) };
};

const tests = storeContract({ create, lives: 2, partOf: (id) => shardOf(id, count) });

/** Shards that no other database has. */
function shardsOf(database: string): ShardNamespace {
  return {
    idFromName: (name) => env.SHARDS.idFromName(`${database}/${name}`),
    get: (id) => env.SHARDS.get(id),
  };
}

export default { fetch: (request: Request) => runContract(tests, request) };
