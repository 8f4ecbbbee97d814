/** A process of the fleet's simulation: some of the installs, with a collector and a database of their own. Sends the result of each day. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from '../../packages/collector/src/index.js';
import { checkConservation } from './checkConservation.js';
import { type FleetOptions, type FleetResult, simulate } from './simulate.js';

export type ShareOptions = Omit<FleetOptions, 'store' | 'onDay'>;
export interface ShareResult extends FleetResult {
  readonly violations: readonly string[];
  /** What the process took of a core, milliseconds. */
  readonly cpuMs: number;
}

const folder = await mkdtemp(join(tmpdir(), 'turntally-fleet-'));
try {
  const store = sqliteStore(`file:${join(folder, 'fleet.db')}`);
  const options: ShareOptions = JSON.parse(String(process.argv[2]));
  await send(await simulate({ ...options, store, onDay: send }));
  await store.close();
  process.disconnect();
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

function send(result: FleetResult): Promise<void> {
  const { user, system } = process.cpuUsage();
  const shareResult: ShareResult = {
    ...result,
    violations: checkConservation(result),
    cpuMs: (user + system) / 1000,
  };
  return new Promise((resolve) => process.send?.(shareResult, () => resolve()));
}
