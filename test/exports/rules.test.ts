import { expect, test } from 'vitest';
import { promtool } from './support/promtool.js';

test('the rules and the configuration of the example are accepted', async () => {
  const rules = await promtool(['check', 'rules', 'examples/prometheus/turntally.rules.yml']);
  expect(rules.output).toMatch(/SUCCESS: 13 rules found/);
  expect(rules.code).toBe(0);
  const config = await promtool(['check', 'config', '--syntax-only', 'examples/prometheus/prometheus.yml']);
  expect(config.code, config.output).toBe(0);
});

test('the alerts fire where they should, and nowhere else', async () => {
  const { code, output } = await promtool(['test', 'rules', 'test/exports/turntally.rules.test.yml']);
  expect(output).toMatch(/SUCCESS/);
  expect(code).toBe(0);
});
