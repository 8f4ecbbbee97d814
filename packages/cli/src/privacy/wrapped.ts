/** Chinese and full-width characters take two columns, what combines with the one before it takes none. */
const wide =
  /[\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Script=Han}/u;
const marks = /\p{Mn}|\p{Me}|\p{Cf}/u;

export const columnsOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (marks.test(character) ? 0 : wide.test(character) ? 2 : 1), 0);

/**
 * What stays together: words, and single Chinese characters with the punctuation that must not begin or end a line.
 * https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end
 */
const pieces =
  /\s+|[“‘（《「『【]*(?:\p{Script=Han}|[^\s\p{Script=Han}“‘（《「『【，。、；：？！”’）》」』】]+)?[，。、；：？！”’）》」』】]*/gu;

/** The text in lines that are no wider than `width` columns, but where one word alone is. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(pieces)) {
    if (line && columnsOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    if (line || piece.trim()) line += piece;
  }
  return [...lines, line.trimEnd()];
}
