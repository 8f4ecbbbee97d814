import { printable } from '../printable.js';
import { UsageError } from '../UsageError.js';

const maxLength = 200;

/** Returns the text of a note, without spaces around it. @throws UsageError if it is not one line of 1 to 200 characters. */
export function parseText(text: string): string {
  const trimmed = text.trim();
  const length = [...trimmed].length;
  if (length === 0) throw new UsageError('the text of a note must not be empty');
  if (length > maxLength) {
    throw new UsageError(`the text of a note must be at most ${maxLength} characters long: this one has ${length}`);
  }
  if (trimmed !== printable(trimmed))
    throw new UsageError('the text of a note must be one line without control characters');
  return trimmed;
}
