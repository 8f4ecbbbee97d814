const collator = new Intl.Collator('en', { numeric: true });

/** Sorts the newest first: 1.10.0, 1.9.0, 1.9.0-beta.2, 1.9.0-beta.1. */
export function newestFirst(a: string, b: string): number {
  const [one, other] = [parts(a), parts(b)];
  const core = collator.compare(other.core, one.core);
  if (core !== 0) return core;
  if ((one.pre === '') !== (other.pre === '')) return one.pre === '' ? -1 : 1;
  return collator.compare(other.pre, one.pre) || (a < b ? 1 : a > b ? -1 : 0);
}

function parts(version: string) {
  const dash = version.indexOf('-');
  return dash < 0 ? { core: version, pre: '' } : { core: version.slice(0, dash), pre: version.slice(dash + 1) };
}
