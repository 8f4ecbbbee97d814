import type { MutantGroup } from './Mutant.js';

const test = (name: string): string => `test/ohttp/${name}.test.ts`;
const gatewayTest = (name: string): string => `packages/collector/test/ohttp/${name}.test.ts`;

export const ohttp: readonly MutantGroup[] = [
  {
    file: 'src/resolveOptions.ts',
    tests: ['test/ohttp/obliviousFetch.test.ts'],
    mutants: [
      {
        name: 'takes the collector for a relay',
        search: 'platform.fetch.relay !== consented.recipient',
        replacement: 'true',
      },
    ],
  },
  {
    file: 'src/ohttp/obliviousFetch.ts',
    tests: [test('obliviousFetch')],
    mutants: [
      {
        name: 'lets an error of the relay settle a batch',
        search: 'return outerError(outer);',
        replacement: 'return outer;',
      },
      {
        name: 'takes any 200 for an encapsulated response',
        search: "if (outer.status !== 200 || contentType(outer) !== 'message/ohttp-res') {",
        replacement: "if (contentType(outer) === 'application/json') return outer;\n    if (outer.status !== 200) {",
      },
      {
        name: 'sends all headers to the collector',
        search: "const sentHeaders = ['content-type', 'idempotency-key', 'turntally-sealed'];",
        replacement: "const sentHeaders = ['content-type', 'idempotency-key', 'turntally-sealed', 'accept-language'];",
        tests: [test('independent')],
      },
      {
        name: 'uses a refused key for ever',
        search: 'if (await isKeyProblem(outer)) refusals += 1;',
        replacement: '',
      },
      {
        name: 'accepts any relay',
        search: "checkUrl(relay, 'relay')",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
        replacement: 'new URL(`${relay}`, "https://relay.example")',
      },
    ],
  },
  {
    file: 'src/ohttp/encodeMessage.ts',
    tests: [test('obliviousFetch')],
    mutants: [
      {
        name: 'does not pad',
        search: 'const padded = new Uint8Array(messageLength);',
        replacement: 'const padded = new Uint8Array(message.length);',
      },
    ],
  },
  {
    file: 'packages/collector/src/ohttp/obliviousGateway.ts',
    tests: [gatewayTest('gateway')],
    mutants: [
      {
        name: 'opens requests of a key whose end has come',
        search: 'key.id === id && isValid(key, config.now())',
        replacement: 'key.id === id',
      },
      {
        name: 'hands a request for any path to the collector',
        search: 'if (!metricsPaths.includes(path))',
        replacement: 'if (metricsPaths.length === 0)',
      },
      {
        name: 'lets a relay post any number of requests',
        search: 'if (retryAfter > 0) return',
        replacement: 'if (retryAfter < 0) return',
      },
      {
        name: 'limits the encapsulated posts of all people like those of one address',
        search: 'request = new RelayedRequest(',
        replacement: 'request = new Request(',
        tests: [test('obliviousFetch')],
      },
      {
        name: 'passes on every header',
        search: 'fields.filter(([name]) => passedHeaders.includes(name))',
        replacement: 'fields',
        tests: ['test/ohttp/independent.test.ts'],
      },
    ],
  },
  {
    file: 'packages/collector/src/ohttp/rotateKeys.ts',
    tests: [gatewayTest('keys')],
    mutants: [
      {
        name: 'postpones the end of a key at each rotation',
        search: 'validUntil: key.validUntil ?? end',
        replacement: 'validUntil: end',
      },
      {
        name: 'uses an id again that is in use',
        search: 'ids.find((candidate) => !used.has(candidate))',
        replacement: 'ids[0]',
      },
    ],
  },
];
