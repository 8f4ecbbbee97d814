import { openStoreTests } from '../support/observeStore.suite.js';

openStoreTests();
