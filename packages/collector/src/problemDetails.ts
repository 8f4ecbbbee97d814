import type { Problem } from 'turntally/protocol';

/** A problem document (RFC 9457), and the seconds after which to try again if that can help. */
export type Refusal = { readonly problem: Problem; readonly retryAfter?: number };

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const;

/** `detail` and `errors` must not repeat anything of the request, because some problems are stored. */
export function problemDetails(status: keyof typeof titles, detail: string, errors?: Problem['errors']): Problem {
  return { type: 'about:blank', title: titles[status], status, detail, ...(errors && { errors }) };
}

/** The same problem with the promise that the batch was not counted and never will be. Only stored outcomes may have it. */
export function asVoid(problem: Problem): Problem {
  return { ...problem, void: true };
}

export const inDoubt: Refusal = {
  problem: problemDetails(503, 'The batch may or may not have been counted. Retry with the same Idempotency-Key.'),
  retryAfter: 10,
};

export const unavailable: Refusal = { problem: problemDetails(503, 'Temporarily unavailable.'), retryAfter: 10 };

export function problemResponse(
  { problem, retryAfter }: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...headers,
    },
  });
}
