import fc from 'fast-check';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const encoder = new TextEncoder();
const pieces = [
  '"',
  '}',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  'e9',
  '\\',
  '\u0000',
  ' ',
  '\n',
  '{"__proto__":1,',
  '\u00e9',
  '1e999',
];
const keys = fc.constantFrom('__proto__', 'constructor', 'count', 'signal', 'bucket', 'version', 'counters', 'x', '');
const values = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1, 1.5, 1_000_001, 2 ** 53, '', 'turns', [], {}),
  fc.jsonValue().map((value) => value as Json),
);

/** A valid payload's bytes with something done to them; some of what is done leaves it valid. */
export function mutation(payload: Json): fc.Arbitrary<Uint8Array> {
  const text = JSON.stringify(payload);
  const bytes = encoder.encode(text);
  const at = fc.nat({ max: bytes.length - 1 });
  const node = fc.nat();
  return fc.oneof(
    // its bytes
    fc.constant(bytes),
    fc.array(fc.tuple(at, fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 }).map((flips) => flipped(bytes, flips)),
    at.map((length) => bytes.slice(0, length)),
    fc.tuple(at, at).map(([from, to]) => joined(bytes.slice(0, from), bytes.slice(to))),
    fc.tuple(at, fc.constantFrom(...pieces)).map(([where, piece]) => inserted(bytes, where, encoder.encode(piece))),
    fc.tuple(at, fc.constantFrom(...pieces)).map(([where, piece]) => replaced(bytes, where, encoder.encode(piece))),
    fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 9 })).map(([where, noise]) => inserted(bytes, where, noise)),
    fc.tuple(at, fc.constantFrom(300, 40_000)).map(([where, size]) => inserted(bytes, where, blank(size))),
    // its structure
    fc.tuple(node, values).map(([where, value]) => written(edited(payload, where, () => value))),
    node.map((where) => written(edited(payload, where, () => undefined))),
    fc
      .tuple(node, keys, values)
      .map(([where, key, value]) => written(edited(payload, where, (old) => withKey(old, key, value)))),
    fc
      .tuple(node, fc.nat({ max: 70 }))
      .map(([where, times]) => written(edited(payload, where, (old) => repeated(old, times)))),
    node.map((where) => encoder.encode(keyTwice(text, where))),
  );
}

/** Each bit of a byte. */
function flipped(bytes: Uint8Array, flips: readonly (readonly [at: number, bit: number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, bit] of flips) copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const blank = (size: number): Uint8Array => new Uint8Array(size).fill(0x20);

function inserted(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  return joined(bytes.slice(0, at), more, bytes.slice(at));
}

function replaced(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  return joined(bytes.slice(0, at), more, bytes.slice(at + more.length));
}

const written = (value: Json | undefined): Uint8Array => encoder.encode(JSON.stringify(value) ?? '');

/** One of the nodes replaced, or removed by undefined. */
function edited(root: Json, where: number, edit: (node: Json) => Json | undefined): Json | undefined {
  let left = where % nodesIn(root);
  const visit = (node: Json): Json | undefined => {
    if (left-- === 0) return edit(node);
    if (isArray(node)) return node.map(visit).filter((item) => item !== undefined);
    if (!isObject(node)) return node;
    const entries = Object.entries(node).map(([key, value]) => [key, visit(value)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  };
  return visit(root);
}

function nodesIn(node: Json): number {
  const inside = isArray(node) || isObject(node) ? Object.values(node) : [];
  return inside.reduce<number>((sum, item) => sum + nodesIn(item), 1);
}

function withKey(node: Json, key: string, value: Json): Json {
  return isObject(node) ? { ...node, [key]: value } : { [key]: node };
}

/** An array grows, anything else sinks. */
function repeated(node: Json, times: number): Json {
  if (isArray(node)) return Array.from({ length: times }, () => node).flat();
  return Array.from({ length: times }).reduce<Json>((inner) => [inner], node);
}

function keyTwice(text: string, where: number): string {
  const all = [...text.matchAll(/"\w+":/g)];
  const { 0: key, index } = all[where % all.length] ?? { 0: '', index: 0 };
  return `${text.slice(0, index)}${key}1,${text.slice(index)}`;
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isArray(value);
