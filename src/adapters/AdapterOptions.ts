import type { ToolErrorClass } from '../reducers/classifyError.js';
import { unlessItThrows } from '../unlessItThrows.js';

/** What a failed tool counts as. */
export type ToolError = ToolErrorClass;

export interface AdapterOptions<Failure> {
  /**
   * What a failed tool counts as, for the hooks, plan modes and policies that no framework has a standard for. It gets what
   * the framework reports of the failure; `undefined` leaves it to the adapter, and so does a function that throws.
   */
  readonly toolError?: (failure: Failure) => ToolError | undefined;
}

/** What `toolError` says: whatever the app's function does, no event of the adapter's own is lost. */
export const ownToolError = <Failure>(
  options: AdapterOptions<Failure> | undefined,
  failure: Failure,
): ToolError | undefined => unlessItThrows(() => options?.toolError?.(failure));
