import type { StoreStatus } from '@turntally/collector';
import { errorMessage } from '../errorMessage.js';

const pauseMs = 60_000;

/**
 * Returns a function that writes why the database fails, and when it works again. Clients see only 503 meanwhile.
 *
 * A full database takes some batches and not others. So failures are written at most once a minute: the first one at once, a later
 * one when the minute is over, if the database still fails then.
 */
export function logStoreStatus(write: (line: string) => void): (status: StoreStatus) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unwritten: string | undefined;
  let isWritten = false;

  function flush(): void {
    timer = undefined;
    if (unwritten === undefined) return;
    timer = setTimeout(flush, pauseMs).unref();
    write(unwritten);
    unwritten = undefined;
    isWritten = true;
  }

  return (status) => {
    if (status.kind === 'failing') {
      unwritten = `the database failed: ${errorMessage(status.error)}`;
      if (timer === undefined) flush();
    } else {
      unwritten = undefined;
      if (isWritten) write('the database works again');
      isWritten = false;
    }
  };
}
