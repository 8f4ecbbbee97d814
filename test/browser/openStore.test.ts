import { openStoreTests } from '../support/openStoreTests.js';

openStoreTests();
