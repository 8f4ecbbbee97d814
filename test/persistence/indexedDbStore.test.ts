import 'fake-indexeddb/auto';
import { indexedDbStoreTests } from '../support/indexedDbStore.suite.js';

indexedDbStoreTests();
