/**
 * The number of the shard that decides about a batch, from 0. It depends on the id alone, since an id without a sealed day is the same
 * batch on every day. The hash is FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function shardOf(id: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % count;
}
