import { checkOption } from 'turntally/signals';

/** Segments of characters that URLs do not encode, and that are no patterns of the router; not `.` and `..`. */
const pathPattern = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/;

/** @throws OptionError if `path` is not one that a server can have. */
export function checkPath(path: unknown, option: string): asserts path is string {
  const isPath = typeof path === 'string' && pathPattern.test(path);
  checkOption(isPath, option, 'must be a path such as "/v1/metrics", of letters, digits and . _ ~ -');
}
