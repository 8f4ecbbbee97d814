import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends bytes as they are and reads until the server closes the connection. Undefined where it closes without a word; of
 * several answers the first.
 */
export function sendRaw(url: string, ...pieces: readonly (string | Uint8Array)[]): Promise<RawAnswer | undefined> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {}); // reset: what came before is the answer
    socket.on('close', () => resolve(parsed(Buffer.concat(chunks).toString('latin1'))));
    for (const piece of pieces) socket.write(piece);
  });
}

/** Sends bytes as they are, and resets the connection as soon as they are on their way. */
export function sendAndReset(url: string, ...pieces: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.write(pieces.join(''), () => socket.resetAndDestroy());
  });
}

function parsed(text: string): RawAnswer | undefined {
  const [, status, fields = '', rest = ''] = text.match(/^HTTP\/1\.1 (\d{3})(.*?)\r\n\r\n(.*)$/s) ?? [];
  if (status === undefined) return undefined;
  if (status === '100') return parsed(rest);
  const [, ...lines] = fields.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.replace(/:.*/s, '').toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
  );
  const length = headers['content-length'];
  const body = length === undefined ? unchunked(rest) : rest.slice(0, Number(length));
  return { status: Number(status), headers, body };
}

function unchunked(text: string): string {
  const [, size = '0', rest = ''] = text.match(/^([0-9a-f]+)\r\n(.*)$/is) ?? [];
  const length = Number.parseInt(size, 16);
  return length === 0 ? '' : rest.slice(0, length) + unchunked(rest.slice(length + 2));
}
