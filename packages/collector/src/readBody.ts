export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too long' }
  | { readonly kind: 'late' }
  | { readonly kind: 'broken off' };

/**
 * Reads at most `maxBytes` in at most `maxMs`. A body whose Content-Length is small enough is taken in one piece, which is
 * several times faster than its stream: servers cut it off there. Its length is what was read all the same. One whose
 * Content-Length is too large is not waited for.
 */
export async function readBody(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN);
  if (announced > maxBytes) return { kind: 'too long' };
  return announced >= 0 ? takeWhole(request, maxBytes, maxMs) : readChunks(request, maxBytes, maxMs);
}

async function takeWhole(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Body>((resolve) => {
    timer = setTimeout(resolve, maxMs, { kind: 'late' });
  });
  const whole = request.arrayBuffer().then(
    (bytes): Body =>
      bytes.byteLength > maxBytes ? { kind: 'too long' } : { kind: 'whole', bytes: new Uint8Array(bytes) },
    (): Body => ({ kind: 'broken off' }),
  );
  return Promise.race([whole, late]).finally(() => clearTimeout(timer));
}

async function readChunks(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  if (!request.body) return { kind: 'whole', bytes: new Uint8Array() };
  const reader = request.body.getReader();
  // Letting go ends a pending read. Cancelling would close the connection, and with it the way for the answer.
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.releaseLock();
  }, maxMs);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'whole', bytes: joined(chunks, length) };
      length += value.byteLength;
      if (length > maxBytes) return { kind: 'too long' };
      chunks.push(value);
    }
  } catch {
    return { kind: late ? 'late' : 'broken off' };
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
