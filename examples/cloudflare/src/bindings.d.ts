/**
 * What the configuration and the secrets give to a Worker; `SHARDS` is only in wrangler.shards.toml. `npx wrangler types` writes the
 * same, with all types of Workers.
 */
declare module 'cloudflare:workers' {
  export const env: {
    readonly DB: import('@turntally/collector/d1').D1Database;
    readonly SHARDS: import('@turntally/collector/durable-object').ShardNamespace;
    readonly TURNTALLY_TOKEN?: string;
  };
}
