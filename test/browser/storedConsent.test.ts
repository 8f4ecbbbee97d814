import { storedConsentTests } from '../support/storedConsent.suite.js';

storedConsentTests();
