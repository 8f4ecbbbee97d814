const isQuick = process.env.TURNTALLY_TESTS === 'quick';

/** A number of runs: the first in `npm test`, the second in `npm run test:all` and when a test file is run by itself. */
export const effort = (quick: number, all: number): number => (isQuick ? quick : all);
