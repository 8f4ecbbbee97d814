import { UsageError } from '../UsageError.js';

/**
 * Returns the address to post to. A URL without a path gets OTLP's own.
 *
 * @throws UsageError if the text is no URL of a receiver. The message does not repeat it, as it may contain a password.
 */
export function parseReceiverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError('--otlp must be the URL of a receiver, such as http://127.0.0.1:4318');
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--otlp must not contain a password: set OTEL_EXPORTER_OTLP_HEADERS');
  }
  if (url.hash !== '') throw new UsageError('--otlp must not contain a fragment (#)');
  if (url.pathname === '/') url.pathname = '/v1/metrics';
  return url.href;
}
