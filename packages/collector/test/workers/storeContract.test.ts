import { beforeAll, describe, expect, test } from 'vitest';
import { storeContract } from '../../src/testing/index.js';
import { bundleWorker } from './bundleWorker.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

const never = () => Promise.reject(new Error('the tests run elsewhere'));
const tests = storeContract({ create: never });

/** Each test runs in workerd, where a query takes a tenth of the time that it takes from here. */
describe.each([
  { store: 'D1', worker: 'contract.worker.ts', shardClass: undefined },
  {
    store: 'shards of which half of the deliveries are repeated',
    worker: 'shardsContract.worker.ts',
    shardClass: 'LosingShard',
  },
])('$store', ({ worker, shardClass }) => {
  let workers: RunningWorkers;
  beforeAll(async () => {
    const { code } = await bundleWorker(`packages/collector/test/workers/${worker}`);
    workers = await startWorkers({ code, shardClass });
    return () => workers.stop();
  });

  for (const [n, { name }] of tests.entries()) {
    test(name, async () => {
      const answer = await fetch(`${workers.urls()[0]}?test=${n}`);
      expect(await answer.text()).toBe('passed');
    });
  }
});
