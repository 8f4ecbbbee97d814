import type { D1Database } from '../../src/d1/index.js';
import { type ShardNamespace, TurntallyShard } from '../../src/durableObject/index.js';
import { storageDatabase } from '../../src/durableObject/storageDatabase.js';
import { type MemoryStorage, memoryStorage } from './memoryStorage.js';

/** Shards and their root, in memory. */
export interface ShardedWorld {
  readonly root: D1Database;
  readonly shards: ShardNamespace;
  /** The storage of the shard with this name, which is made when it is first used. */
  storage(name: string): MemoryStorage;
  /** The object of that shard, which is made when it is first used. */
  shard(name: string): TurntallyShard;
  /** All objects end; the next use makes new ones on the same storage. */
  restart(): void;
}

/** @param reached - What the shards find as their root. */
export function shardedWorld(reached: (root: D1Database) => D1Database = (root) => root): ShardedWorld {
  const root = storageDatabase(memoryStorage());
  const storages = new Map<string, MemoryStorage>();
  const objects = new Map<string, TurntallyShard>();

  function getOrMake<T>(map: Map<string, T>, name: string, make: () => T): T {
    const made = map.get(name) ?? make();
    map.set(name, made);
    return made;
  }
  const storage = (name: string) => getOrMake(storages, name, memoryStorage);
  const shard = (name: string) =>
    getOrMake(objects, name, () => new TurntallyShard({ storage: storage(name) }, { DB: reached(root) }));

  return {
    root,
    shards: {
      idFromName: (name) => ({ name }),
      get: (id) => ({
        fetch: (url, init) => shard((id as { readonly name: string }).name).fetch(new Request(url, init)),
      }),
    },
    storage,
    shard,
    restart: () => objects.clear(),
  };
}
