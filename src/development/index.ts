/**
 * What bundlers load for `turntally` in a development build (export condition `development`): the same, with a
 * `startTurntally` that writes to the console why nothing is counted or sent.
 */
export * from '../index.js';
export { startTurntally } from './startTurntally.js';
