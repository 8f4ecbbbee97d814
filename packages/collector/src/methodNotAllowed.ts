import { problemDetails, problemResponse } from './problemDetails.js';

/** @param allow - The allowed methods, such as `'GET, HEAD, OPTIONS'`. */
export function methodNotAllowed(allow: string): Response {
  return problemResponse({ problem: problemDetails(405, `The allowed methods are ${allow}.`) }, { allow });
}
