import type { Problem } from 'turntally/protocol';

/** A problem document, and after how many seconds to try again where that helps. */
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

/** Problem documents repeat nothing of the request: some are stored. */
export function problem(status: keyof typeof titles, detail: string, errors?: Problem['errors']): Problem {
  return { type: 'about:blank', title: titles[status], status, detail, ...(errors && { errors }) };
}

/** The same problem with the promise that the batch id was not counted and never will be. */
export function asVoid(refused: Problem): Problem {
  return { ...refused, void: true };
}

export const inDoubt: Refusal = {
  problem: problem(
    503,
    'The database failed, so it is not known whether this counts. Send the same again, under the same key.',
  ),
  retryAfter: 10,
};

export const unavailable: Refusal = { problem: problem(503, 'This cannot be answered now.'), retryAfter: 10 };

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
