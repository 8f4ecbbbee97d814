/**
 * The command line is wrong, or names what cannot be used, such as a database or a file. The message says how, and what is right. The exit
 * code is 2; for other errors it is 1.
 */
export class UsageError extends Error {}
