/**
 * An option has a value that it does not take.
 *
 * @example
 * try {
 *   startTurntally(options);
 * } catch (error) {
 *   if (error instanceof OptionError) show(error.option, error.reason); // 'timeoutMs', 'must be an integer from …'
 * }
 */
export class OptionError extends TypeError {
  constructor(
    /** The name of the option, with its path: `'timeoutMs'`, `'release.version'`, `'extraSignals.plan'`. */
    readonly option: string,
    /** What is wrong with it, to be read after its name: `'must be a non-empty string'`. */
    readonly reason: string,
  ) {
    super(`turntally: ${option} ${reason}`);
  }
}

/** @throws OptionError if `isValid` is false. */
export function checkOption(isValid: boolean, option: string, reason: string): asserts isValid {
  if (!isValid) throw new OptionError(option, reason);
}
