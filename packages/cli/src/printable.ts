/**
 * Returns text that came from outside (an argument, a file, an error) as a terminal may print it: on one line, with
 * `\u001b` and the like in place of what a terminal obeys or what reorders text. A second application changes nothing.
 *
 * @example
 * printable('a\u001b[2Jb'); // 'a\\u001b[2Jb'
 */
export function printable(text: string): string {
  // Cc has C0, DEL and C1: in a terminal of 8 bits, C1 begins sequences as ESC does. Zl and Zp separate lines.
  return text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
