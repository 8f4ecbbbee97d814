import type { Counters } from '../../../src/index.js';
import { keptIn, world } from '../../support/world.js';

/** Telemetry whose counts can be asked for. */
export function counting() {
  const { telemetry, clock, store } = world();
  return {
    telemetry,
    async counts(): Promise<Counters> {
      await clock.advance(0);
      return keptIn(await store.read());
    },
    /** How often something could not be read, or a translator threw. */
    faults(): number {
      let faults = 0;
      telemetry.status$.subscribe((status) => (faults = status.faults)).unsubscribe();
      return faults;
    },
  };
}
