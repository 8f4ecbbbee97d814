/** The bindings of the Workers of the tests. */
declare module 'cloudflare:workers' {
  export const env: {
    readonly DB: import('../../src/d1/index.js').D1Database;
    readonly SHARDS: import('../../src/durableObject/index.js').ShardNamespace;
    readonly TURNTALLY_TOKEN?: string;
  };
}
