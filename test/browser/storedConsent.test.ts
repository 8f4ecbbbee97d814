import { storedConsentTests } from '../support/storedConsentTests.js';

storedConsentTests();
