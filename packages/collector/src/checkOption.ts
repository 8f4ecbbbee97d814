/** @throws TypeError if `isValid` is false. */
export function checkOption(isValid: boolean, option: string, reason: string): asserts isValid {
  if (!isValid) throw new TypeError(`createCollector option "${option}" ${reason}`);
}
