import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explore } from './explore.js';
import { allBut, type Description, describeRule, everyRule, rules } from './rules.js';
import { hunts, scenarios } from './scenarios.js';

/** The way to a broken law, or nothing. */
const said = (trace: readonly string[] = []): string => trace.map((line, at) => `${at + 1}. ${line}\n`).join('');

describe('should count nothing twice, lose nothing without account, send nothing after a withdrawal, and drain', () => {
  test.each(scenarios)('$name', (scenario) => {
    const { states, transitions, depth, trace } = explore(scenario, allBut());
    const [all, ways] = [states, transitions].map((count) => count.toLocaleString('en-US'));
    console.log(`exhaustive, ${scenario.name}: all ${all} states, ${ways} transitions, up to ${depth} steps`);
    expect(said(trace)).toBe('');
  });
});

const shipped = everyRule.flatMap((rule) => {
  const { file, name }: Description = rules[rule];
  return file && name ? [[rule, name, file] as const] : [];
});
test.each(shipped)('the rule %s is kept by the shipped %s in %s', (_, name, file) => {
  const source = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
  expect(source).toMatch(new RegExp(`(function|const) ${name}\\b`));
});

/** The shortest ways to a broken law are kept beside: what a rule is for. After a change of the model, `vitest -u`. */
describe.each(everyRule)('should break a law without the rule %s', (rule) => {
  test('in the fewest steps', async () => {
    const { states, trace } = explore({ name: rule, ...hunts[rule] }, allBut(rule));
    console.log(`exhaustive, without ${rule}: broken in ${(trace ?? []).length - 1} steps (${states} states)`);
    expect(trace).toBeDefined();
    await expect(`Without the rule: ${describeRule(rule)}\n\n${said(trace)}`).toMatchFileSnapshot(
      `counterexamples/${rule}.txt`,
    );
  });

  test('and only without it', () => {
    expect(said(explore({ name: rule, ...hunts[rule] }, allBut()).trace)).toBe('');
  });
});
