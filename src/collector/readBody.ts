export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too long' }
  | { readonly kind: 'late' }
  | { readonly kind: 'broken off' };

/** Reads at most `maxBytes` in at most `maxMs`; what Content-Length says is not believed. */
export async function readBody(request: Request, maxBytes: number, maxMs: number): Promise<Body> {
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
