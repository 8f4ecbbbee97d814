/**
 * Whether a request comes from a browser or a program on this machine and from nowhere else, for `createCollector({ access })`
 * of a server that listens on loopback: the socket's remote address and the `Host` header are loopback, and no header tells of
 * a proxy. The `Host` header is what a page of another site cannot fake by pointing its own name at 127.0.0.1.
 *
 * A proxy that says nothing of itself cannot be told from a person on this machine: behind one, configure a token or a password.
 *
 * @param address the remote address of the request's socket; `undefined` is nobody's.
 * @example
 * createCollector<HttpBindings>({ store, access: (request, env) => fromThisMachine(request, env.incoming.socket.remoteAddress) });
 */
export function fromThisMachine(request: Request, address: string | undefined): boolean {
  return isLoopbackAddress(address) && isLoopbackHost(request.headers.get('host')) && !isForwarded(request.headers);
}

/** `127.0.0.1` and all else in 127/8, also as IPv6 writes it, and `::1`. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/i.test(address);
}

/** A `Host` header, or the host of a URL: a loopback address, `localhost` or a name under it, with or without a port. */
export function isLoopbackHost(host: string | null): boolean {
  return host !== null && /^(127(\.\d{1,3}){3}|\[::1\]|([a-z0-9-]+\.)*localhost)(:\d{1,5})?$/i.test(host);
}

const proxyHeader =
  /^(forwarded|via|x-forwarded(-.*)?|x-(real|client|cluster-client|original)-.*|true-client-ip|cf-.*)$/;

function isForwarded(headers: Headers): boolean {
  return [...headers.keys()].some((name) => proxyHeader.test(name));
}
