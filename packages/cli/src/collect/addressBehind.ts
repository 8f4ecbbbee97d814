import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { forwardedAddress } from '@turntally/collector';

/**
 * Returns the option `clientAddress` of a collector behind `proxies` proxies, which may be 0. A request that did not pass them
 * counts for the address it came from. Without proxies, `warn` is called once if a request names another address: perhaps all
 * clients share the limits of one proxy.
 */
export function addressBehind(
  proxies: number,
  warn: (line: string) => void,
): (request: Request, env: HttpBindings | Http2Bindings) => string | undefined {
  let hasWarned = false;
  return (request, env) => {
    const peer = env.incoming.socket.remoteAddress;
    if (proxies > 0) return forwardedAddress(request, proxies) ?? peer;
    if (!hasWarned && request.headers.has('x-forwarded-for')) {
      hasWarned = true;
      warn('a post has X-Forwarded-For; behind a proxy of yours, set --trust-proxy, or all clients share one limit');
    }
    return peer;
  };
}
