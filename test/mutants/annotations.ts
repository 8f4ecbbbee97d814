import type { MutantGroup } from './Mutant.js';

const test = (name: string): string => `packages/collector/test/${name}.test.ts`;
const source = 'packages/collector/src';

/** Of the team's notes on days. */
export const annotationMutants: readonly MutantGroup[] = [
  {
    file: `${source}/sql/annotations.ts`,
    tests: [test('storeContract')],
    mutants: [
      { name: 'rejects a note that the day has', search: ' ON CONFLICT DO NOTHING', replacement: '' },
      {
        name: 'deletes all notes of the day',
        search: '(:text IS NULL OR text = :text)',
        replacement: '(:text IS NULL OR true)',
      },
      { name: 'deletes the notes of all days', search: 'WHERE date = :date AND', replacement: 'WHERE' },
      { name: 'returns notes of later days', search: 'date BETWEEN :from AND :to', replacement: 'date >= :from' },
    ],
  },
  {
    file: `${source}/stats/annotations.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      {
        name: 'marks the next bar',
        search: 'start) => start <= date)',
        replacement: 'start) => start < date)',
      },
      {
        name: 'keeps one note of a bar',
        search: '[...(notes.get(bar) ?? []), text]',
        replacement: '[text]',
      },
      { name: 'lists the earliest first', search: 'items.reverse()', replacement: 'items' },
    ],
  },
  {
    file: `${source}/stats/panel.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      { name: 'leaves out a day without counts', search: ' || notes.has(day)', replacement: '' },
      { name: 'names no note in the table', search: 'noted ? html`', replacement: 'false ? html`' },
    ],
  },
  {
    file: `${source}/stats/chart.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      { name: 'marks no bar', search: '[...notes.keys()].map', replacement: '[].map' },
      { name: 'shows no note of a bar', search: '[when, ...noted, ...parts]', replacement: '[when, ...parts]' },
    ],
  },
  {
    file: `${source}/rowSchemas.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      { name: 'returns notes of what is no day', search: '.filter(({ date }) => isDate(date))', replacement: '' },
    ],
  },
  {
    file: `${source}/stats/page.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      {
        name: 'hides notes where nothing is counted',
        search: 'const noted = annotationList',
        replacement: "const noted = isEmpty ? '' : annotationList",
      },
    ],
  },
  {
    file: `${source}/schema.ts`,
    tests: [test('migrate')],
    mutants: [
      { name: 'takes a file of version 2 for its own', search: 'schemaVersion = 3', replacement: 'schemaVersion = 2' },
    ],
  },
  {
    file: `${source}/observeStore.ts`,
    tests: [test('stats/annotations')],
    mutants: [
      {
        name: 'shows no notes',
        search: "observe('read', store.annotations(period))",
        replacement: 'Promise.resolve([])',
      },
    ],
  },
];
