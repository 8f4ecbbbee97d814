import { beforeAll, expect, test } from 'vitest';
import { storeContract } from '../../src/testing/index.js';
import { bundleWorker } from './bundleWorker.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

/** Each test runs in workerd, where a query takes a tenth of the time that it takes from here. */
let workers: RunningWorkers;
beforeAll(async () => {
  const { code } = await bundleWorker('packages/collector/test/workers/contract.worker.ts');
  workers = await startWorkers({ code });
  return () => workers.stop();
});

const never = () => Promise.reject(new Error('the tests run elsewhere'));
for (const [n, { name }] of storeContract({ create: never }).entries()) {
  test(name, async () => {
    const answer = await fetch(`${workers.urls()[0]}?test=${n}`);
    expect(await answer.text()).toBe('passed');
  });
}
