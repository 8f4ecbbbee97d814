import { minExpected, type Observed, type Test, uncheckedP } from './significance.js';

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What one side may have counted, if some of it is not known. */
export interface ObservedRange {
  /** The numbers with the smallest share: the least count, and the most of what else it is a share of. */
  readonly seldom: Observed;
  /** The numbers with the largest share: the most counts, and the least of what else it is a share of. */
  readonly often: Observed;
  /** What `of` may be. */
  readonly of: Range;
}

/** The smallest and the largest p of all numbers that there may be. */
export interface PRange extends Range {
  /** For which of these numbers the test is valid. */
  readonly valid: 'all' | 'some' | 'none';
}

/**
 * The p values of a difference of which some numbers are not known exactly. As long as the same side has the larger share, |z|
 * grows with the count of that side, shrinks with what else it is a share of, and the reverse for the other side; this is true of
 * both tests. So the least and the largest p are at the corners of what is possible.
 */
export function pRange(test: Test, one: ObservedRange, other: ObservedRange): PRange {
  const valid = validity(test, one, other);
  if (valid === 'none') return { least: 1, most: 1, valid };
  const pOf = (one: Observed, other: Observed) => uncheckedP(test, one, other);
  const [oneMore, otherMore] = [pOf(one.often, other.seldom), pOf(one.seldom, other.often)];
  const least = Math.min(oneMore, otherMore);
  if (share(one.seldom) > share(other.often)) return { least, most: otherMore, valid };
  if (share(one.often) < share(other.seldom)) return { least, most: oneMore, valid };
  return { least, most: 1, valid };
}

export function share({ count, of }: Observed): number {
  return of > 0 ? count / of : 0;
}

function validity(test: Test, one: ObservedRange, other: ObservedRange): PRange['valid'] {
  if (Math.min(one.of.most, other.of.most) <= 0) return 'none';
  const counts = { least: one.seldom.count + other.seldom.count, most: one.often.count + other.often.count };
  const rest = ({ count, of }: Observed) => of - count;
  const rests = { least: rest(one.often) + rest(other.often), most: rest(one.seldom) + rest(other.seldom) };
  const tested = test === 'proportion' ? [counts, rests] : [counts];
  const parts = [partOf(one.of, other.of), partOf(other.of, one.of)];
  const isEnough = (edge: keyof Range) =>
    tested.every((numbers) => parts.every((part) => part[edge] * numbers[edge] >= minExpected));
  if (isEnough('least')) return 'all';
  return isEnough('most') ? 'some' : 'none';
}

/** The part that one side has of both. */
function partOf(one: Range, other: Range): Range {
  return { least: one.least / (one.least + other.most || 1), most: one.most / (one.most + other.least) };
}
