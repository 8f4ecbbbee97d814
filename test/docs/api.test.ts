import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sqliteStore } from '../../packages/collector/src/index.js';
import { parseOptions } from '../../packages/collector/src/parseOptions.js';
import { messageLength } from '../../src/ohttp/encodeMessage.js';
import { read, root } from './markdown.js';
import { exportsOf, membersOf } from './typescript.js';

const api = read('docs/api.md');
const headings = new Set([...api.matchAll(/^#+ `(.*)`$/gm)].map(([, name]) => name));
const isNamedIn = (document: string, name: string): boolean => document.includes(`\`${name}\``);
const unnamed = (document: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => !isNamedIn(document, name));

test('docs/api.md names every export of turntally', () => {
  const names = exportsOf(join(root, 'src/index.ts'));
  expect(names).toContain('startTurntally');
  expect(unnamed(api, names)).toEqual([]);
});

test('docs/api.md has a section for every option, and for every method of the telemetry object', () => {
  const forms = ['CommonOptions', 'StoredConsentForm', 'OwnConsentForm'];
  const options = [
    ...forms.flatMap((form) => membersOf(read('src/TurntallyOptions.ts'), form)),
    ...membersOf(read('src/destination.ts'), 'DestinationOptions'),
  ];
  const methods = membersOf(read('src/turntally.ts'), 'Telemetry');
  expect(options).toContain('endpoint');
  expect(methods).toContain('flush');
  expect([...options, ...methods].filter((name) => !headings.has(name))).toEqual([]);
});

test.each([
  ['src/platform.ts', 'Platform'],
  ['src/status.ts', 'Status'],
  ['src/reducers/inspect.ts', 'Inspection'],
  ['src/reducers/delivery.ts', 'FlushReport'],
])('docs/api.md names every member of %s: %s', (path, name) => {
  const members = membersOf(read(path), name);
  expect(members.length).toBeGreaterThan(4);
  expect(unnamed(api, members)).toEqual([]);
});

test('docs/api.md names what is exported beside it, or the document that does', () => {
  const { exports } = JSON.parse(read('package.json'));
  const entries = Object.keys(exports).map((entry) => entry.replace(/^\./, 'turntally'));
  const documented = entries.filter((entry) => !/package\.json|adapters/.test(entry));
  expect(unnamed(api, documented)).toEqual([]);
});

test('docs/collector.md names every export of the collector, and has a section for every option', () => {
  const collector = read('docs/collector.md');
  const indexes = [
    'index.ts',
    'withoutSqlite.ts',
    'd1/index.ts',
    'durableObject/index.ts',
    'postgres/index.ts',
    'testing/index.ts',
  ];
  const names = indexes.flatMap((file) => exportsOf(join(root, 'packages/collector/src', file)));
  const sections = new Set([...collector.matchAll(/^#+ `(.*)`$/gm)].map(([, name]) => name));
  expect(names.filter((name) => !collector.includes(name))).toEqual([]);
  const options = read('packages/collector/src/options.ts');
  expect(membersOf(options, 'CollectorOptions').filter((name) => !sections.has(name))).toEqual([]);
  expect(unnamed(collector, membersOf(options, 'CollectorLimits'))).toEqual([]);
});

test('docs/collector.md and the comments of the limits state the defaults of the code', () => {
  const { limits } = parseOptions({ store: sqliteStore() });
  const numbers = (pairs: readonly (readonly [string, string])[]) =>
    Object.fromEntries(pairs.map(([name, text]) => [name, Number(text.replaceAll(',', ''))]));
  const rows = read('docs/collector.md').matchAll(/^\| `(\w+)` +\| +([\d,]+) \|/gm);
  expect(numbers([...rows].map(([, name = '', text = '']) => [name, text]))).toEqual(limits);
  const [, ofLimits = ''] =
    /interface CollectorLimits \{(.*?)\n\}/s.exec(read('packages/collector/src/options.ts')) ?? [];
  const comments = ofLimits.matchAll(/@defaultValue ([\d,]+)\s+\*\/\s+readonly (\w+)\?/g);
  expect(numbers([...comments].map(([, text = '', name = '']) => [name, text]))).toEqual(limits);
});

test('docs/ui.md names every export of the elements', () => {
  const guide = read('docs/ui.md');
  const indexes = ['index.ts', 'consent/index.ts', 'inspector/index.ts', 'react/index.ts'];
  const names = indexes.flatMap((file) => exportsOf(join(root, 'packages/ui/src', file)));
  expect(names).toContain('useConsent');
  expect(names.filter((name) => !guide.includes(name))).toEqual([]);
  const { exports } = JSON.parse(read('packages/ui/package.json'));
  const entries = Object.keys(exports).map((entry) => entry.replace(/^\./, '@turntally/ui'));
  expect(
    unnamed(
      guide,
      entries.filter((entry) => !entry.endsWith('package.json')),
    ),
  ).toEqual([]);
});

test('docs/ohttp.md names every export of Oblivious HTTP, and every option', () => {
  const guide = read('docs/ohttp.md');
  const names = [...exportsOf(join(root, 'packages/collector/src/ohttp/index.ts')), 'obliviousFetch'];
  const types = ['ObliviousGateway', 'ObliviousGatewayOptions', 'RotateOptions'];
  expect(names.filter((name) => !types.includes(name) && !guide.includes(name))).toEqual([]);
  const options = [
    ...membersOf(read('packages/collector/src/ohttp/options.ts'), 'ObliviousGatewayOptions'),
    ...membersOf(read('src/ohttp/obliviousFetch.ts'), 'ObliviousFetchOptions'),
  ];
  expect(options).toContain('metricsPath');
  expect(unnamed(guide, options)).toEqual([]);
});

test('docs/ohttp.md states the length of encapsulated requests', () => {
  const guide = read('docs/ohttp.md');
  const overhead = 7 + 65 + 16; // the header, an encapsulated key, and a tag
  expect(guide).toContain((messageLength + overhead).toLocaleString('en'));
});
