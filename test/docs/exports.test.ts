import { expect, test } from 'vitest';
import { prometheusText } from '../../packages/collector/src/prometheus/prometheusText.js';
import { agentSignals } from '../../src/signals.js';
import { read } from './markdown.js';

const guide = read('docs/exports.md');
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

test('docs/exports.md names each metric of Prometheus with its type and labels, and the number of series', () => {
  const total = { version: '1.4.0', os: 'linux', signal: 'turns', bucket: 'total', count: 1, reports: 1 } as const;
  const text = prometheusText({ totals: [total], signals: agentSignals, lastDay: '2026-05-20' });
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => {
    const labels = new RegExp(`^${name}\\{(.*)\\}`, 'm')
      .exec(text)?.[1]
      ?.replace(/="[^"]*"/g, '')
      .replaceAll(',', ', ');
    return `${name}${labels === undefined ? '' : `{${labels}}`} ${type}`;
  });
  const rows = [...guide.matchAll(/^\| `(turntally_[^`]+)` +\| (\w+) +\|/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  );
  expect(rows).toEqual(types);
  expect(guide).toContain(`${text.match(/_total\{/g)?.length} in all without signals of your own`);
});

test('docs/exports.md names each alert of the rules, and the scrape configuration of the example', () => {
  const rules = read('examples/prometheus/turntally.rules.yml');
  const alerts = all(rules, /alert: (\w+)/g);
  expect(alerts).toHaveLength(3);
  expect(all(guide, /^\| `(Turntally\w+)`/gm)).toEqual(alerts);
  const config = read('examples/prometheus/prometheus.yml').replaceAll(/ +#.*$/gm, '');
  expect(config).toContain(all(guide, /```yaml\n(.*?)```/gs)[0]);
});
