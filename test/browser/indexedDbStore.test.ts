import { indexedDbStoreTests } from '../support/indexedDbStoreTests.js';

indexedDbStoreTests();
