import type { MutantGroup } from './Mutant.js';

const collectorTest = (name: string): string => `packages/collector/test/${name}.test.ts`;
const cliTest = (name: string): string => `packages/cli/test/${name}.test.ts`;

export const exportMutants: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/prometheus/prometheusText.ts',
    tests: [collectorTest('prometheus/prometheusText.property')],
    mutants: [
      {
        name: 'lists rows that combine too few batches',
        search: 'totals.filter((total) => !isCombined(total))',
        replacement: 'totals.filter(() => true)',
      },
      {
        name: 'leaves out series that are 0',
        search: '?? 0 }));',
        replacement: '?? 0 })).filter(({ value }) => value > 0);',
      },
      { name: 'writes labels as they are', search: 'escapeLabel(value)}', replacement: 'value}' },
      {
        name: 'ranks pre-releases',
        search: ".filter((version) => !version.includes('-'))",
        replacement: '',
      },
      {
        name: 'orders releases as the database does',
        search: '.sort(newestFirst)',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/prometheus/readMetrics.ts',
    tests: [collectorTest('prometheus/firstDay')],
    mutants: [
      {
        name: 'shows a new release at once, so that its first day is no increase',
        search: 'isLead(at) ? await',
        replacement: 'false ? await',
      },
      {
        name: 'takes the last day away from all releases, so that counters fall',
        search: 'known.has(total.version) ? total',
        replacement: 'false ? total',
      },
      {
        name: 'knows a release by rows that are not shown',
        search: 'total.reports > 0 && !isCombined(total)',
        replacement: 'total.reports > 0',
      },
    ],
  },
  {
    file: 'packages/collector/src/prometheus/prometheusHandler.ts',
    tests: [collectorTest('prometheus/prometheusHandler')],
    mutants: [
      {
        name: 'shows the first text for ever',
        search: 'last?.version !== version',
        replacement: 'last === undefined',
      },
      {
        name: 'does not notice what another process publishes',
        search: 'metricsVersion(store, at)',
        replacement: 'Promise.resolve(new Date(at).toISOString().slice(0, 10))',
      },
      {
        name: 'makes the text for each scrape',
        search: 'if (last?.version !== version) {',
        replacement: 'if (true) {',
      },
    ],
  },
  {
    file: 'packages/collector/src/collectorOf.ts',
    tests: [collectorTest('access')],
    mutants: [
      {
        name: 'shows /metrics to all',
        search: "'/export.json', prometheusPath]",
        replacement: "'/export.json']",
      },
    ],
  },
  {
    file: 'packages/collector/src/parseOptions.ts',
    tests: [collectorTest('options')],
    mutants: [
      {
        name: 'lets apps post where Prometheus reads',
        search: "'/export.json', prometheusPath]",
        replacement: "'/export.json']",
      },
    ],
  },
  {
    file: 'packages/cli/src/export/otlpRequests.ts',
    tests: [cliTest('otlpRequests')],
    mutants: [
      {
        name: 'sends rows that combine too few batches',
        search: '(total) => isRelease(total) &&',
        replacement: '(total) => true ||',
      },
      {
        name: 'states differences',
        search: 'aggregationTemporality: 2,\n',
        replacement: 'aggregationTemporality: 1 as 2,\n',
      },
      {
        name: 'ends at the start of the last day',
        search: 'Date.parse(days.to) + msPerDay',
        replacement: 'Date.parse(days.to)',
      },
      {
        name: 'loses nanoseconds in a number',
        search: 'String(BigInt(epochMs) * 1_000_000n)',
        replacement: 'String(epochMs * 1_000_001)',
      },
    ],
  },
  {
    file: 'packages/cli/src/export/postOtlp.ts',
    tests: [cliTest('postOtlp')],
    mutants: [
      { name: 'repeats after 500', search: '[429, 502, 503, 504]', replacement: '[429, 500, 502, 503, 504]' },
      { name: 'gives up at 429', search: '[429, 502, 503, 504]', replacement: '[502, 503, 504]' },
      { name: 'follows redirects with the headers', search: "redirect: 'manual'", replacement: "redirect: 'follow'" },
      { name: 'ignores Retry-After', search: 'Math.max(pauseMs, answer.pauseMs)', replacement: 'pauseMs' },
      {
        name: 'accepts that numbers are rejected',
        search: 'if (rejectedDataPoints > 0) {',
        replacement: 'if (false) {',
      },
      {
        name: 'prints what the receiver says as it is',
        search: 'printable(result.data.message)',
        replacement: 'result.data.message',
      },
    ],
  },
  {
    file: 'packages/cli/src/export/readHeaders.ts',
    tests: [cliTest('readHeaders')],
    mutants: [
      { name: 'sends values encoded', search: 'decodeURIComponent(', replacement: 'String(' },
      {
        name: 'prefers the headers for all',
        search: "'OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'",
        replacement: "'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'",
      },
    ],
  },
  {
    file: 'examples/prometheus/turntally.rules.yml',
    tests: ['test/exports/rules.test.ts'],
    mutants: [
      { name: 'alerts of noise', search: ':z7d > 3\n', replacement: ':z7d > 0\n' },
      {
        name: 'alerts of small differences',
        search: '1.2 * turntally:previous',
        replacement: '1.0 * turntally:previous',
      },
      {
        name: 'alerts of few turns',
        search: 'turntally:newest_turns:increase7d >= 1000',
        replacement: 'turntally:newest_turns:increase7d >= 1',
      },
      {
        name: 'adds up what several collectors report',
        search: 'sum by (job, version) (max without (instance) (increase(turntally_events_total{signal="turns"}[7d])))',
        replacement: 'sum by (job, version) (increase(turntally_events_total{signal="turns"}[7d]))',
      },
    ],
  },
];
