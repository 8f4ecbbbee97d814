/**
 * The client for pages without a bundler, with what adapters and such pages use of rxjs. The build makes one file of it:
 * `dist/turntally.browser.js`.
 */
export { from, Observable, Subject, timer } from 'rxjs';
export * from './index.js';
