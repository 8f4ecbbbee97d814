import { of } from 'rxjs';
import { startTurntally } from '../../src/index.js';
import { totalsOf } from './contestant.js';

/** turntally as an app starts it: with consent, and with IndexedDB if available. It never sends. */
export function startCounting() {
  const telemetry = startTurntally({
    endpoint: 'http://127.0.0.1:9/v1/metrics',
    release: { version: '1.0.0' },
    consent$: of(true),
    launch$: of(),
  });
  const totals = async () => {
    const { pending } = await telemetry.inspect();
    await telemetry.stop();
    return totalsOf(Object.entries(pending[0]?.counters ?? {}));
  };
  return { telemetry, totals };
}
