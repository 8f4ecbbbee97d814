import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyProviderError, classifyToolError } from '../../src/reducers/classifyError.js';
import { agentSignals } from '../../src/signals.js';
import { corpus } from '../corpus/corpus.js';
import { anything, hostile, revokedProxy } from '../support/hostile.js';

const providerClasses: ReadonlySet<unknown> = new Set([...agentSignals.provider_error, undefined]);
const toolClasses: ReadonlySet<unknown> = new Set(agentSignals.tool_error);

const text = fc.oneof(fc.constantFrom(...corpus.map(({ err }) => (typeof err === 'string' ? err : 'x'))), fc.string());
const fields = [
  'status',
  'statusCode',
  'code',
  'type',
  'name',
  'message',
  'error',
  'response',
  'data',
  'cause',
  'class',
];
const error = fc.letrec((tie) => ({
  error: fc.oneof(
    { depthSize: 'small' },
    text,
    anything,
    fc.dictionary(fc.constantFrom(...fields), fc.oneof(text, fc.integer({ min: -40_000, max: 700 }), tie('error'))),
  ),
})).error;

test('should find one of the classes, whatever the error is', () => {
  fc.assert(
    fc.property(fc.oneof(error, hostile), (thrown) => {
      expect(providerClasses).toContain(classifyProviderError(thrown));
      expect(toolClasses).toContain(classifyToolError(thrown));
    }),
    { numRuns: 1000 },
  );
});

test('should find the same class again', () => {
  fc.assert(
    fc.property(error, (thrown) => {
      expect(classifyProviderError(thrown)).toBe(classifyProviderError(thrown));
      const found = classifyProviderError(thrown);
      if (found) expect(classifyProviderError({ class: found })).toBe(found);
      expect(classifyToolError({ class: classifyToolError(thrown) })).toBe(classifyToolError(thrown));
    }),
  );
});

test('should read a status beside fields that throw', () => {
  const thrown = Object.defineProperties(
    { status: 429 },
    {
      name: {
        get() {
          throw new Error('read');
        },
      },
      cause: { value: revokedProxy() },
    },
  );
  expect(classifyProviderError(thrown)).toBe('http_429');
  expect(classifyProviderError(revokedProxy())).toBe('other');
  expect(classifyToolError(revokedProxy())).toBe('exec');
});

test('should read a bounded number of fields of an error without an end', () => {
  let reads = 0;
  const endless: object = new Proxy(
    {},
    {
      get() {
        reads++;
        return endless;
      },
      ownKeys: () => expect.fail('asked for all of its keys'),
    },
  );
  expect(classifyProviderError({ codexErrorInfo: 'x', cause: endless })).toBe('other');
  expect(reads).toBeLessThan(1000);
  reads = 0;
  expect(classifyToolError({ cause: endless })).toBe('exec');
  expect(reads).toBeLessThan(1000);
});

test('should read causes that go round in a circle', () => {
  const thrown = new Error('a', { cause: new Error('read ECONNRESET') });
  (thrown.cause as Error).cause = thrown;
  expect(classifyProviderError(thrown)).toBe('stream_interrupted');
});

const caused = (levels: number): object => (levels ? { cause: caused(levels - 1) } : { status: 429 });
test('should read five levels of causes, and no more', () => {
  expect(classifyProviderError(caused(5))).toBe('http_429');
  expect(classifyProviderError(caused(6))).toBe('other');
});

test('should look at the first 2,000 characters only', () => {
  expect(classifyProviderError(`${' '.repeat(1980)}status 429`)).toBe('http_429');
  expect(classifyProviderError(`${' '.repeat(2000)}status 429`)).toBe('other');
});

test.each([
  'a',
  ' ',
  '/',
  '"a',
  "'",
  'a/',
  '{',
  '[{"',
  '1',
  'status ',
  'limit ',
  'your a ',
  'A: ',
  'a.b_',
  'conn',
  'Error',
])('should not take long for ten megabytes of %j', (unit) => {
  const long = unit.repeat(10_000_000 / unit.length);
  const start = performance.now();
  classifyProviderError(long);
  classifyProviderError({ name: long, message: long, code: long, cause: { message: long } });
  classifyToolError(long);
  // Some ten milliseconds on an idle machine.
  expect(performance.now() - start).toBeLessThan(1000);
});

test('should believe a status, whatever the texts around it say', () => {
  const words = fc.constantFrom('connection reset', 'timed out', 'overloaded', 'rate limit', 'status 400', 'x');
  const classes = {
    400: 'http_400',
    401: 'http_401',
    403: 'http_401',
    429: 'http_429',
    500: 'http_5xx',
    599: 'http_5xx',
  };
  fc.assert(
    fc.property(fc.constantFrom(...Object.entries(classes)), words, words, ([status, found], message, inner) => {
      const cause = { message: inner, status: 404 };
      expect(classifyProviderError({ statusCode: Number(status), message, cause })).toBe(found);
      expect(classifyProviderError({ response: { status: Number(status) }, name: 'Error', type: inner })).toBe(found);
    }),
  );
});
