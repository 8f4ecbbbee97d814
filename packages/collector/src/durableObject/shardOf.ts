/**
 * The number of the shard that decides about a batch, from 0. It depends on the id alone, since an id without a sealed day is the same
 * batch on every day.
 */
export async function shardOf(id: string, count: number): Promise<number> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id));
  return new DataView(hash).getUint32(0) % count;
}
