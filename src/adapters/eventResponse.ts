import { fieldsOf } from './foreign.js';

/** A response with the same head, and with a stream's items as its server-sent events. It is read as it is asked for. */
export function eventResponse(items: AsyncIterable<unknown>, { status, statusText, headers }: Response): Response {
  const iterator = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) return controller.close();
        const { type } = fieldsOf(value);
        const name = typeof type === 'string' ? type : 'message';
        controller.enqueue(encoder.encode(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, statusText, headers });
}
