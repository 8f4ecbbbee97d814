import * as z from 'zod/mini';
import { agentSignals, limits, operatingSystems, type Signals, tokensOf } from './signals.js';

/**
 * The body of `POST /v1/metrics`, for a vocabulary. The collector validates with it; tests hold the client against it.
 *
 * @example
 * metricsPayload().safeParse(JSON.parse(body)).success
 */
export function metricsPayload(signals: Signals = agentSignals) {
  const tokens = tokensOf(signals);
  const counter = z
    .strictObject({
      signal: z.string(),
      bucket: z.string(),
      count: z.int().check(z.gte(1), z.lte(limits.count)),
    })
    .check(
      z.refine(({ signal, bucket }) => tokens.has(`${signal}/${bucket}`), 'signal and bucket are not in the vocabulary'),
    );
  return z.strictObject({
    version: z.string().check(z.regex(limits.version)),
    os: z.enum(operatingSystems),
    counters: z
      .array(counter)
      .check(z.minLength(1), z.maxLength(limits.counters))
      .check(
        z.superRefine((counters, ctx) => {
          const seen = new Set<string>();
          counters.forEach(({ signal, bucket }, index) => {
            const token = `${signal}/${bucket}`;
            if (seen.has(token)) {
              ctx.issues.push({ code: 'custom', message: 'listed twice', path: [index], input: token });
            }
            seen.add(token);
          });
        }),
      ),
  });
}

/** A payload as the collector accepts it. */
export type MetricsPayload = z.infer<ReturnType<typeof metricsPayload>>;

/** An answer's problem document (RFC 9457) as both ends read it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** The promise that this batch id was not counted and never will be. */
  void?: true;
  /** One entry per counter (or field) that cannot be accepted: a JSON pointer into the request's body. */
  errors?: readonly { pointer: string; detail: string }[];
}
