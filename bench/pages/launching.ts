/** In a page: from nothing to the first event recorded, as an app with a stored answer starts. */
import { startTurntally, storedConsent } from '../../src/index.js';

export function launch(): void {
  const telemetry = startTurntally({
    endpoint: 'http://127.0.0.1:9/v1/metrics',
    release: { version: '1.4.0' },
    consent$: storedConsent().consent$,
  });
  telemetry.record({ kind: 'turn_done' });
}
