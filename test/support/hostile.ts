import fc from 'fast-check';

function fail(): never {
  throw new Error('was touched');
}

/** How fast-check is to print what throws when it is looked at. */
const printedAs = (name: string) => ({ [fc.toStringMethod]: { value: () => name } });

const throwing = (key: string): object =>
  Object.defineProperties(
    { kind: 'turn_done' },
    { [key]: { enumerable: true, get: fail }, ...printedAs(`{get ${key}() { throw }}`) },
  );

/** Throws at whatever is done to it, but for symbols: fast-check looks for its own in each value. */
function throwingProxy(): object {
  const target = Object.defineProperties({}, printedAs('throwingProxy()'));
  const symbolsOnly = (_: object, key: string | symbol) =>
    typeof key === 'symbol' ? Reflect.get(target, key) : fail();
  return new Proxy(target, {
    get: symbolsOnly,
    has: (_, key) => symbolsOnly(target, key) !== undefined,
    ownKeys: fail,
  });
}

export function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cyclic(): object {
  const event: Record<string, unknown> = { kind: 'tool_result', status: 429 };
  for (const key of ['usage', 'tool', 'err', 'message', 'code', 'name', 'counters', 'release', 'pending', 'outbox']) {
    event[key] = event;
  }
  return event;
}

const fields = ['kind', 'usage', 'tool', 'err', 'code', 'text', 'detail', 'status', 'message', 'name', 'finishReason'];
const unprintable = Object.defineProperties({ toString: fail, valueOf: fail }, printedAs('{toString() { throw }}'));

/** Values that make careless code throw: getters and proxies that do, cycles, prototype keys, huge texts. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...fields).map(throwing), weight: 3 },
  { arbitrary: fc.constantFrom(throwingProxy, cyclic).map((make) => make()), weight: 3 },
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  fc.constantFrom<unknown>(unprintable, Symbol('kind'), 1n, Number.NaN, -0, Number.POSITIVE_INFINITY),
  fc.constantFrom('status ', 'x', '\uD800', 'eof\0').map((text) => text.repeat(50_000)),
  fc.constantFrom(Object.create(null), Object.freeze([]), new Map(), new Date(Number.NaN), /x/, () => 'kind'),
);

export const anything: fc.Arbitrary<unknown> = fc.oneof(
  hostile,
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
);
