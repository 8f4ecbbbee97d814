import { documentHeaderValues } from './documentHeaders.js';
import { problemDetails, problemResponse } from './problemDetails.js';

const details = { 400: 'The request is malformed.', 408: 'The request did not arrive in time.' } as const;

/**
 * Returns the answer of a server to what its parser rejects, which never becomes a request to the collector: a problem document
 * with the headers of the collector's own.
 */
export function malformedResponse(status: keyof typeof details): Response {
  return problemResponse({ problem: problemDetails(status, details[status]) }, documentHeaderValues);
}
