import type { Contestant } from '../contestant.js';
import { readAll } from '../eventSource.js';

/** An Observable of the events with one subscriber: what `tap()` and RxJS's `tap` are added to. */
export const start = (): Contestant => readAll((events$) => events$);
