import { chooseStoreTests } from '../support/chooseStore.suite.js';

chooseStoreTests();
