import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operatingSystems } from '../../../../src/protocol/index.js';
import { agentSignals } from '../../../../src/signals.js';
import { type Total, tooFew } from '../../src/CollectorStore.js';
import { prometheusText } from '../../src/prometheus/prometheusText.js';
import { parseText, seriesOf } from './parseText.js';

const signals = { ...agentSignals, plan: ['free', 'pro'] };
const tokens = Object.entries(signals).flatMap(([signal, buckets]) => buckets.map((bucket) => ({ signal, bucket })));
const number = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const anyVersion = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1.4.0', '1.10.0', '1.9.0', '2.0.0-beta.1', tooFew) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('\\', '"', '\n', '{', '}', ',', '=', ' ', 'é', '\u2028') }),
  },
);
const total = fc.record({
  version: anyVersion,
  os: fc.constantFrom(...operatingSystems, tooFew),
  token: fc.oneof(fc.constantFrom(...tokens), fc.constantFrom({ signal: 'turns', bucket: tooFew })),
  count: number,
  reports: number,
});
const totals = fc
  .uniqueArray(total, { selector: ({ version, os, token }) => JSON.stringify([version, os, token]), maxLength: 60 })
  .map((all) => all.map(({ token, ...rest }): Total => ({ ...rest, ...token })));

const isCombined = ({ version, os, bucket }: Total) => version === tooFew || os === tooFew || bucket === tooFew;

test('every text can be parsed, has each total that is not combined, and 0 for every other token of its releases', () => {
  fc.assert(
    fc.property(totals, (all) => {
      const parsed = parseText(prometheusText({ totals: all, signals, lastDay: '2026-05-20' }));
      const shown = all.filter((one) => !isCombined(one));
      const versions = new Set(shown.map(({ version }) => version));
      for (const field of ['count', 'reports'] as const) {
        const name = field === 'count' ? 'turntally_events_total' : 'turntally_reports_total';
        const expected = new Map<string, number>();
        for (const version of versions)
          for (const os of operatingSystems)
            for (const { signal, bucket } of tokens) expected.set([version, os, signal, bucket].join('\u0000'), 0);
        for (const one of shown) expected.set([one.version, one.os, one.signal, one.bucket].join('\u0000'), one[field]);
        const samples = parsed.samples.filter((sample) => sample.name === name);
        const got = new Map(samples.map(({ labels, value }) => [Object.values(labels).join('\u0000'), value]));
        expect(samples.map(({ labels }) => Object.keys(labels).join())).toEqual(
          samples.map(() => 'version,os,signal,bucket'),
        );
        expect(samples).toHaveLength(got.size);
        expect(got).toEqual(expected);
      }
    }),
  );
});

test('the order of the series depends on their names only', () => {
  fc.assert(
    fc.property(totals, fc.infiniteStream(fc.nat()), (all, keys) => {
      const shuffled = all
        .map((one) => ({ one, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const text = prometheusText({ totals: all, signals, lastDay: undefined });
      expect(prometheusText({ totals: shuffled, signals, lastDay: undefined })).toBe(text);
      const others = all.map((one) => ({ ...one, count: 0, reports: 1 }));
      const names = (of: string) => [...seriesOf(parseText(of)).keys()];
      expect(names(prometheusText({ totals: others, signals, lastDay: undefined }))).toEqual(names(text));
    }),
  );
});

const totalOf = (version: string, over: Partial<Total> = {}): Total => ({
  version,
  os: 'linux',
  signal: 'turns',
  bucket: 'total',
  count: 12,
  reports: 6,
  ...over,
});

test('releases are ranked, the newest first, without pre-releases', () => {
  const versions = ['1.9.0', '2.0.0-beta.1', '1.10.0', tooFew, '1.2'];
  const parsed = parseText(
    prometheusText({ totals: versions.map((version) => totalOf(version)), signals, lastDay: '2026-05-20' }),
  );
  const ranks = parsed.samples.filter(({ name }) => name === 'turntally_release_rank');
  expect(ranks.map(({ labels, value }) => [labels.version, value])).toEqual([
    ['1.10.0', 1],
    ['1.9.0', 2],
    ['1.2', 3],
  ]);
});

test('without any day the families are there, and have no series', () => {
  const { types, samples } = parseText(prometheusText({ totals: [], signals, lastDay: undefined }));
  expect(types).toEqual({
    turntally_events_total: 'counter',
    turntally_reports_total: 'counter',
    turntally_release_rank: 'gauge',
    turntally_last_day_timestamp_seconds: 'gauge',
  });
  expect(samples).toEqual([]);
});

test('a token that is not in the vocabulary has no series, and the last day is the time of its start', () => {
  const text = prometheusText({
    totals: [totalOf('1.4.0'), totalOf('1.4.0', { signal: 'gone', bucket: 'x', count: 4711 })],
    signals,
    lastDay: '2026-05-20',
  });
  expect(text).not.toMatch(/gone|4711/);
  expect(text).toContain('turntally_events_total{version="1.4.0",os="linux",signal="turns",bucket="total"} 12\n');
  expect(text).toContain(`turntally_last_day_timestamp_seconds ${Date.UTC(2026, 4, 20) / 1000}\n`);
});
