import { memoryStore } from '../../src/persistence/memoryStore.js';
import { storeContract } from '../support/storeContract.js';

storeContract('memory', () => {
  const store = memoryStore();
  return () => store;
});
