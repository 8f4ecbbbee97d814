/** The result of reading a body. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too long' }
  | { readonly kind: 'late' }
  | { readonly kind: 'broken off' };

/**
 * Reads a body of at most `maxBytes` within `maxMs`. With a Content-Length it is read as a whole, which is several times faster
 * than as a stream; servers end it at that length, and the real length is checked anyway. A Content-Length that is too large is
 * refused without reading.
 */
export async function readBody(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  const contentLength = Number(request.headers.get('content-length') ?? Number.NaN);
  if (contentLength > maxBytes) return { kind: 'too long' };
  return contentLength >= 0 ? readWhole(request, maxBytes, maxMs) : readChunks(request, maxBytes, maxMs);
}

async function readWhole(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, maxMs, { kind: 'late' });
    const end = (body: Body) => {
      clearTimeout(timer);
      resolve(body);
    };
    request.arrayBuffer().then(
      (bytes) =>
        end(bytes.byteLength > maxBytes ? { kind: 'too long' } : { kind: 'whole', bytes: new Uint8Array(bytes) }),
      () => end({ kind: 'broken off' }),
    );
  });
}

async function readChunks(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
  if (!request.body) return { kind: 'whole', bytes: new Uint8Array() };
  const reader = request.body.getReader();
  // Releasing the lock ends a pending read. Cancelling the stream would close the connection before the answer is sent.
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
      // The stream of a connection that ended before it was read is empty, and not an error.
      if (done)
        return request.signal.aborted ? { kind: 'broken off' } : { kind: 'whole', bytes: concatenate(chunks, length) };
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

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
