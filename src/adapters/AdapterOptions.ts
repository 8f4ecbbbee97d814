import type { ToolErrorClass } from '../reducers/classifyError.js';

/** What a failed tool counts as. */
export type ToolError = ToolErrorClass;

export interface AdapterOptions<Failure> {
  /**
   * What a failed tool counts as, for the hooks, plan modes and policies that no framework has a standard for. It gets what
   * the framework reports of the failure; `undefined` leaves it to the adapter.
   */
  readonly toolError?: (failure: Failure) => ToolError | undefined;
}
