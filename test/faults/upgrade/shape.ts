import type { Dump } from './fixture.js';

/** The ledger alone. The answer beside it has no schema number: one that cannot be read is asked for anew. */
export const withoutAnswer = ({ version, stores }: Dump): Dump => ({
  version,
  stores: Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      { ...store, records: store.records.filter(([key]) => key !== 'consent') },
    ]),
  ),
});

/** What is stored, without which counts, releases and moments it happens to be of. */
export function shapeOf({ version, stores }: Dump): unknown {
  const shapes = Object.entries(stores).map(([name, { records, ...store }]) => {
    const each = records.map(([key, value]) => JSON.stringify([keyShape(key), valueShape(value)]));
    return [name, store, [...new Set(each)].sort()];
  });
  return { version, shapes };
}

/** A tally's key: its consent, a number (formerly its moment), and something unique. */
const keyShape = (key: IDBValidKey): unknown =>
  typeof key === 'string' ? key.replace(/^tally\/[0-9a-zA-Z_-]{16,64}\/\d+-[0-9a-f]{32}$/, 'tally/…') : key;

/** Fields that came later. What reads the schema without them ignores them; any other change needs another schema number. */
const later: readonly string[] = ['launches', 'lastDay', 'unreported'];

function valueShape(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(valueShape(entry))))];
  if (typeof value !== 'object' || value === null) return typeof value;
  const fields = Object.entries(value)
    .filter(([name]) => !later.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    fields.map(([name, field]) => [name, name === 'counters' ? counterShapes(field) : valueShape(field)]),
  );
}

/** A count by token: which tokens there are is the vocabulary's business. */
const counterShapes = (counters: object): unknown => [
  ...new Set(Object.entries(counters).map(([token, count]) => `${/^\w+\/\w+$/.test(token)} ${typeof count}`)),
];
