/** A process of the fleet's simulation: some of the installs, with a collector and a database of their own. Sends the result. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from '../../packages/collector/src/index.js';
import { checkConservation } from './checkConservation.js';
import { type FleetOptions, type FleetResult, simulate } from './simulate.js';

export type ShareOptions = Omit<FleetOptions, 'store'>;
export interface ShareResult extends FleetResult {
  readonly violations: readonly string[];
}

const folder = await mkdtemp(join(tmpdir(), 'turntally-fleet-'));
try {
  const store = sqliteStore(`file:${join(folder, 'fleet.db')}`);
  const options: ShareOptions = JSON.parse(String(process.argv[2]));
  const result = await simulate({ ...options, store });
  await store.close();
  process.send?.({ ...result, violations: checkConservation(result) } satisfies ShareResult, () =>
    process.disconnect(),
  );
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
