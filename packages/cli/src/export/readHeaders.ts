import { UsageError } from '../UsageError.js';

/** The environment variables of OpenTelemetry's exporters; the first that is set applies. */
const variables = ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'] as const;

/**
 * Returns the headers in the environment: `name=value` pairs with commas between them, percent-encoded where a value needs it. They
 * contain credentials, which a command line would show to other users of the machine.
 *
 * @throws UsageError naming the variable, and repeating nothing of it.
 */
export function readHeaders(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const variable = variables.find((name) => environment[name] !== undefined);
  const text = variable === undefined ? '' : (environment[variable] ?? '');
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  try {
    const headers = new Headers(pairs.map((pair): [string, string] => parsePair(pair)));
    return Object.fromEntries(headers);
  } catch {
    throw new UsageError(
      `${variable} must be headers such as "authorization=Bearer%20token,x-tenant=1": one is not name=value, or cannot be a header`,
    );
  }
}

function parsePair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error('not name=value');
  return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
}
