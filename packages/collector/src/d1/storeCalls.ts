/** The calls of a store that shares no promise between requests. */
export interface StoreCalls {
  /** Runs `work` once the tables are there. After any failure, the next call looks for them again. Rejects after `close`. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the calls that were made before. */
  close(): Promise<void>;
}

/** @param setUp - Creates the tables if they are missing. May run several times at once. */
export function storeCalls(setUp: () => Promise<void>): StoreCalls {
  const pending = new Set<Promise<void>>();
  let isReady = false;
  let closed = false;

  return {
    async run(work) {
      if (closed) throw new Error('the store is closed');
      // Not the promise of the work itself: in a Worker, that of a cancelled request would stay here with all that it refers to.
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      pending.add(ended);
      try {
        if (!isReady) await setUp();
        isReady = true;
        return await work();
      } catch (error) {
        isReady = false;
        throw error;
      } finally {
        pending.delete(ended);
        end();
      }
    },
    async close() {
      closed = true;
      await Promise.all(pending);
    },
  };
}
