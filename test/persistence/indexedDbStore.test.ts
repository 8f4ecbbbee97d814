import 'fake-indexeddb/auto';
import { indexedDbStoreTests } from '../support/indexedDbStoreTests.js';

indexedDbStoreTests();
