import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The requests of one connection. */
interface Line {
  isBusy: boolean;
  readonly waiting: Exchange[];
}

/**
 * Handles the requests of a connection one after the other. Node hands over all requests that a client sends without waiting for
 * answers, and keeps the answers in memory while the client does not read them. Here a connection is not read while a request
 * waits until the one before it is answered. Requests that arrive in one piece wait all the same: if they are more than
 * `maxWaiting`, `onFlood` is called with the connection, which it must close.
 */
export function oneAtATime(
  handle: RequestListener,
  maxWaiting: number,
  onFlood: (socket: IncomingMessage['socket']) => void,
): RequestListener {
  const lines = new WeakMap<IncomingMessage['socket'], Line>();

  function lineOf({ socket }: IncomingMessage): Line {
    const line = lines.get(socket) ?? { isBusy: false, waiting: [] };
    if (lines.has(socket)) return line;
    lines.set(socket, line);
    // The parser resumes the socket after each request that is complete. Where the stream counts as paused already, pause()
    // alone does not stop the reading that was started with this event.
    socket.on('resume', () => {
      if (line.waiting.length === 0) return;
      socket.pause();
      socket.emit('pause');
    });
    return line;
  }

  function start(line: Line, { request, response }: Exchange): void {
    line.isBusy = true;
    response.once('close', () => {
      // One request of each connection at a time: answers that need no waiting would otherwise follow each other at once, and
      // the requests of other connections would wait for all of them.
      if (line.waiting.length > 0) setImmediate(startNext, line, request.socket);
      else line.isBusy = false;
    });
    handle(request, response);
  }

  function startNext(line: Line, { writable, destroyed }: IncomingMessage['socket']): void {
    const next = writable && !destroyed ? line.waiting.shift() : undefined;
    if (next === undefined) {
      line.waiting.length = 0;
      line.isBusy = false;
      return;
    }
    if (line.waiting.length === 0) next.request.socket.resume();
    start(line, next);
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const line = lineOf(request);
    if (!line.isBusy) {
      start(line, { request, response });
      return;
    }
    line.waiting.push({ request, response });
    if (line.waiting.length > maxWaiting) onFlood(socket);
    else socket.pause();
  };
}
