/**
 * The cookie of a browser that has opened `/?token=…`. Browsers send a cookie to all ports of a host, so its name has the port:
 * two collectors on one machine do not overwrite each other's. Its value is a digest, because servers on the other ports
 * receive it too: it permits reading, but does not contain the token.
 */
export async function cookieOf(
  request: Request,
  token: string,
): Promise<{ readonly name: string; readonly value: string; readonly isSecure: boolean }> {
  const url = new URL(request.url);
  const isSecure = url.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https';
  const port = url.port || (isSecure ? '443' : '80');
  const bytes = new TextEncoder().encode(`turntally cookie ${token}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const value = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: `turntally-${port}`, value, isSecure };
}
