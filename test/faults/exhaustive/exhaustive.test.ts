import { describe, expect, test } from 'vitest';
import { explore } from './explore.js';
import { allBut, everyRule, rules } from './rules.js';
import { hunts, scenarios } from './scenarios.js';

/** A search that ends with a broken law fails with the way there. */
const said = (trace: readonly string[] | undefined): string =>
  (trace ?? []).map((line, at) => `${at + 1}. ${line}`).join('\n');

describe('with all rules', () => {
  test.each(scenarios)(
    'should count nothing twice, lose nothing without account, send nothing after a withdrawal and drain: $name',
    (scenario) => {
      const { states, transitions, depth, trace } = explore(scenario, allBut());
      console.log(`${scenario.name}: ${states} states, ${transitions} transitions, ${depth} steps deep`);
      expect(said(trace)).toBe('');
    },
  );
});

describe.each(everyRule)('without the rule %s', (rule) => {
  test('should find a shortest counterexample', () => {
    const { states, trace } = explore({ name: rule, ...hunts[rule] }, allBut(rule));
    console.log(`without "${rules[rule]}", ${trace?.length ?? 0} steps (${states} states)\n${said(trace)}`);
    expect(trace).toBeDefined();
  });

  test('should find none with it', () => {
    expect(said(explore({ name: rule, ...hunts[rule] }, allBut()).trace)).toBe('');
  });
});
