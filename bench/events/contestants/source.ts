import type { Contestant } from '../contestant.js';
import { readAll } from '../eventSource.js';

/** An Observable of the events with one subscriber: the base to which `tap()` and RxJS's `tap` are added. */
export const start = (): Contestant => readAll((events$) => events$);
