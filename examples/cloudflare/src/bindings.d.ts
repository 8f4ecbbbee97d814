/** What wrangler.toml and the secrets give to the Worker. `npx wrangler types` writes the same, with all types of Workers. */
declare module 'cloudflare:workers' {
  export const env: {
    readonly DB: import('@turntally/collector/d1').D1Database;
    readonly TURNTALLY_TOKEN?: string;
  };
}
