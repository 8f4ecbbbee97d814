import { Observable } from 'rxjs';
import type { DemoEvent } from './script/demoEvent.js';

/**
 * The agent's events over server-sent events. Cold: every subscriber runs the agent. Completes at the server's `end`
 * event, errors when the connection fails, closes the connection when unsubscribed. Never reconnects, because that would
 * run the agent again.
 */
export function agentStream(url: string): Observable<DemoEvent> {
  return new Observable((subscriber) => {
    const source = new EventSource(url);
    source.onmessage = ({ data }) => subscriber.next(JSON.parse(data));
    source.addEventListener('end', () => subscriber.complete());
    source.onerror = () => subscriber.error(new Error('The connection to the agent was lost.'));
    return () => source.close();
  });
}
