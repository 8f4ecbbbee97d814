import { limits, operatingSystems, versionRule } from 'turntally/protocol';
import { agentSignals, type Signals, tokensOf } from 'turntally/signals';
import * as z from 'zod/mini';

/**
 * The schema of the body of `POST /v1/metrics`, for a vocabulary. The path of an issue with a counter starts with
 * `'counters', <index>`; messages repeat nothing of the input.
 *
 * @param signals - The built-in signals and the app's own.
 * @defaultValue the built-in signals
 *
 * @example
 * metricsPayload().safeParse(JSON.parse(body)).success
 */
export function metricsPayload(signals: Signals = agentSignals) {
  const tokens = tokensOf(signals);
  const count = `count must be an integer from 1 to ${limits.count}`;
  const counter = z
    .strictObject(
      {
        signal: z.string('signal must be a string'),
        bucket: z.string('bucket must be a string'),
        count: z.int(count).check(z.gte(1, count), z.lte(limits.count, count)),
      },
      onlyKeys('a counter', 'signal, bucket and count'),
    )
    .check(z.refine(({ signal, bucket }) => tokens.has(`${signal}/${bucket}`), 'not in the vocabulary'));
  const howMany = `counters must list 1 to ${limits.counters} counters`;
  return z.strictObject(
    {
      version: z.string('version must be a string').check(z.regex(limits.version, `version ${versionRule}`)),
      os: z.enum(operatingSystems, `os must be one of ${operatingSystems.join(', ')}`),
      counters: z
        .array(counter, 'counters must be an array')
        .check(z.minLength(1, howMany), z.maxLength(limits.counters, howMany), listedOnce()),
    },
    onlyKeys('the payload', 'version, os and counters'),
  );
}

function onlyKeys(what: string, keys: string) {
  return {
    error: ({ code }: { readonly code: string }) =>
      code === 'unrecognized_keys' ? `${what} has no keys but ${keys}` : `${what} must be an object of ${keys}`,
  };
}

/** Also runs if a counter is malformed, when zod would skip it, so that one answer names every counter to leave out. */
function listedOnce() {
  return z.superRefine<readonly unknown[]>(
    (counters, ctx) => {
      const seen = new Set<string>();
      counters.forEach((counter, index) => {
        const token = tokenOf(counter);
        if (token === undefined) return;
        if (seen.has(token)) ctx.issues.push({ code: 'custom', message: 'listed twice', path: [index], input: token });
        seen.add(token);
      });
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

function tokenOf(counter: unknown): string | undefined {
  if (typeof counter !== 'object' || counter === null || !('signal' in counter && 'bucket' in counter))
    return undefined;
  const { signal, bucket } = counter;
  return typeof signal === 'string' && typeof bucket === 'string' ? `${signal}/${bucket}` : undefined;
}
