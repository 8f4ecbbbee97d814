import { defineSignals } from '../../../../src/index.js';

/** A token for each tab, to see which tab's counts arrive. */
export const tabSignals = defineSignals({ tab: ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9'] });
