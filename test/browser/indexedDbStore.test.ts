import { indexedDbStoreTests } from '../support/indexedDbStore.suite.js';

indexedDbStoreTests();
