/**
 * Whether a request comes directly from a browser or a program on this machine, for `createCollector({ access })` of a server that
 * listens on loopback: the socket's remote address and the `Host` header are loopback, and there are no headers of a proxy. A page
 * of another site that points its own name at 127.0.0.1 cannot change the `Host` header.
 *
 * A reverse proxy that adds no forwarding headers is indistinguishable from a local client: behind one, configure a token or a
 * password.
 *
 * @param address - The remote address of the request's socket; `undefined` is treated as remote.
 * @example
 * createCollector<HttpBindings>({ store, access: (request, env) => fromThisMachine(request, env.incoming.socket.remoteAddress) });
 */
export function fromThisMachine(request: Request, address: string | undefined): boolean {
  return isLoopbackAddress(address) && isLoopbackHost(request.headers.get('host')) && !isForwarded(request.headers);
}

/** An address in 127.0.0.0/8, also mapped to IPv6, or `::1`. */
function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/i.test(address);
}

/**
 * Whether a `Host` header, or the host of a URL, is a loopback address, `localhost` or a name under it, with or without a port.
 */
export function isLoopbackHost(host: string | null): boolean {
  return host !== null && /^(127(\.\d{1,3}){3}|\[::1\]|([a-z0-9-]+\.)*localhost)(:\d{1,5})?$/i.test(host);
}

const proxyHeader =
  /^(forwarded|via|x-forwarded(-.*)?|x-(real|client|cluster-client|original)-.*|true-client-ip|cf-.*)$/;

function isForwarded(headers: Headers): boolean {
  return [...headers.keys()].some((name) => proxyHeader.test(name));
}
