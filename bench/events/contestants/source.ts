import type { Contestant } from '../contestant.js';
import { readAll } from '../eventSource.js';

/** An Observable of the events, and nobody but the one who reads it: what `tap()` and RxJS's `tap` are added to. */
export const start = (): Contestant => readAll((events$) => events$);
