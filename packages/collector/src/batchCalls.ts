export type Batch<Call> = readonly [Call, ...Call[]];

export interface BatchOptions<Call, Result> {
  /** Whether a call may join the batch that has not started yet; otherwise it opens the next batch. */
  readonly fits: (batch: Batch<Call>, call: Call) => boolean;
  /**
   * Runs one batch; called once per batch, in the order of the calls. It may wait first: calls can join until it calls
   * `closeBatch`, which returns them. Resolves with one result per call, in the same order. A rejection fails every call of
   * the batch.
   */
  readonly run: (closeBatch: () => Batch<Call>) => Promise<readonly PromiseSettledResult<Result>[]>;
}

/** Lets calls that are made at about the same time share work. The result of a call does not depend on the others. */
export function batchCalls<Call, Result>({ fits, run }: BatchOptions<Call, Result>): (call: Call) => Promise<Result> {
  interface OpenBatch {
    readonly calls: [Call, ...Call[]];
    readonly results: Promise<readonly PromiseSettledResult<Result>[]>;
  }
  let open: OpenBatch | undefined;

  function openBatch(firstCall: Call): OpenBatch {
    const calls: OpenBatch['calls'] = [firstCall];
    const closeBatch = () => {
      if (open?.calls === calls) open = undefined;
      return calls;
    };
    return { calls, results: run(closeBatch) };
  }

  return async (call) => {
    if (open && fits(open.calls, call)) open.calls.push(call);
    else open = openBatch(call);
    const { calls, results } = open;
    const index = calls.length - 1;
    const result = (await results)[index];
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  };
}
