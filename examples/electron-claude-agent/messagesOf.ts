import { Observable } from 'rxjs';
import type { AgentBridge } from './bridge.js';
import type { Message } from './query.js';

/** The messages of one query in the main process, and its end. Runs it for each subscriber, and aborts it with the last. */
export const messagesOf = (agent: AgentBridge, prompt: string): Observable<Message> =>
  new Observable((subscriber) => {
    const id = crypto.randomUUID();
    let isOver = false;
    const stopListening = agent.onForwarded((forwarded) => {
      if (forwarded.id !== id) return;
      if ('message' in forwarded) return subscriber.next(forwarded.message);
      isOver = true;
      const { threw } = forwarded.ended;
      if (!threw) return subscriber.complete();
      const { name, errorClass, failure } = threw;
      subscriber.error(Object.assign(new Error('The query failed.'), { name, errorClass, code: failure }));
    });
    void agent.run(id, prompt);
    return () => {
      stopListening();
      if (!isOver) void agent.abort(id);
    };
  });
