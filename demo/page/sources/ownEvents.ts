import type { Observable } from 'rxjs';
import type { Telemetry } from 'turntally';
import { agentStream } from '../../agent.js';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { Source } from './source.js';

/** An agent that emits turntally's own events, as server-sent events. */
export function ownEvents(telemetry: Telemetry): Source['run'] {
  const counted = (events$: Observable<DemoEvent>) => events$.pipe(telemetry.tap());
  return ([first, ...more]) =>
    counted(agentStream(more.length === 0 ? `/agent?turn=${first?.id}` : `/agent?turns=${more.length + 1}`));
}
