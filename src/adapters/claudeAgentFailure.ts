import type { ErrorClass } from '../reducers/classifyError.js';
import { unlessItThrows } from '../unlessItThrows.js';
import { errorClass, isAnswer } from './agentEvents.js';
import type { Result } from './claudeAgentMessage.js';

/** A person's stop, which comes as an error. */
const stops: readonly unknown[] = ['aborted_streaming', 'aborted_tools'];

/** How the program names a connection that was never made: its code is that of one that was lost. */
const neverConnected = /ECONNREFUSED|ENOTFOUND/;

/** What a turn failed with: a status if there is one, then a code, never the text of the API. */
export function failureOf(result: Result, kind: unknown): ErrorClass | undefined {
  const { subtype, terminal_reason: reason, api_error_status: status, api_error_type: type, result: text } = result;
  // An API failure is a "success" that is an error; the other subtypes are limits of the app.
  const isLimit = subtype !== 'success' && subtype !== 'error_during_execution';
  if (isLimit || stops.includes(reason)) return undefined;
  if (status) return errorClass({ status });
  if (kind === 'connection_failed') {
    return isAnswer(text) && neverConnected.test(text) ? 'other' : 'stream_interrupted';
  }
  return errorClass({ code: kind, type });
}

/** The end of the program: what it wrote before may be in the error's text. */
const ends: readonly unknown[] = ['process_exited_nonzero', 'process_killed_by_signal'];

/** What the query threw, in a turn without a result. */
export const thrownClass = (error: unknown): ErrorClass | undefined =>
  ends.includes(unlessItThrows((): unknown => Object(error).errorClass)) ? 'stream_interrupted' : errorClass(error);
