/**
 * Whether this process is an isolate of Cloudflare Workers. There, requests must not await each other's promises: a cancelled request
 * takes its promises with it, and the runtime cancels those that wait for them. A cancelled request does not run its `finally`
 * either, so what is in progress cannot be counted.
 */
export const isCloudflareWorkers = (): boolean => globalThis.navigator?.userAgent === 'Cloudflare-Workers';
