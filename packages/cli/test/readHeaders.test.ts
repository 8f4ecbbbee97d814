import { expect, test } from 'vitest';
import { readHeaders } from '../src/export/readHeaders.js';

test.each([
  [undefined, {}],
  ['', {}],
  ['authorization=Bearer%20a%2Cb%3D', { authorization: 'Bearer a,b=' }],
  [' X-Tenant = 7 , authorization=Basic dXNlcjo= ,', { 'x-tenant': '7', authorization: 'Basic dXNlcjo=' }],
])('reads headers: %s', (text, headers) => {
  expect(readHeaders({ OTEL_EXPORTER_OTLP_HEADERS: text })).toEqual(headers);
});

test('those for metrics replace those for all', () => {
  const environment = { OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'a=1', OTEL_EXPORTER_OTLP_HEADERS: 'a=2,b=3' };
  expect(readHeaders(environment)).toEqual({ a: '1' });
});

test.each(['pa55', '=pa55', 'a b=pa55', 'a=%pa55', 'a=pa55%0Ab'])('%j is an error that does not repeat it', (text) => {
  const read = () => readHeaders({ OTEL_EXPORTER_OTLP_HEADERS: text });
  expect(read).toThrow(/^OTEL_EXPORTER_OTLP_HEADERS must be headers such as [^\n]+$/);
  expect(read).not.toThrow('pa55');
});
