/** In bytes. Longer lines are skipped, so that a file without line ends cannot fill the memory. */
export const longestLine = 16 * 1024 * 1024;

const lineFeed = 10;

export interface LineSplitter {
  push(chunk: Buffer): void;
  /** Emits what follows the last line end, if anything does. */
  end(): void;
}

/**
 * Splits chunks into lines and calls `onLine` with each, without its line end, or with `undefined` for a line of more than
 * `longest` bytes. Keeps only the current line in memory.
 */
export function splitLines(onLine: (line: string | undefined) => void, longest = longestLine): LineSplitter {
  /** The start of the current line, from earlier chunks. */
  let held = Buffer.alloc(0);
  let length = 0;
  let isTooLong = false;

  const hold = (piece: Buffer): void => {
    isTooLong ||= length + piece.length > longest;
    if (isTooLong) return;
    if (length + piece.length > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(longest, 2 * (length + piece.length)));
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    length += piece.copy(held, length);
  };
  const emitHeld = (): void => {
    const line = isTooLong ? undefined : held.toString('utf8', 0, length);
    length = 0;
    isTooLong = false;
    onLine(line);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
        if (length || isTooLong || end - start > longest) {
          hold(chunk.subarray(start, end));
          emitHeld();
        } else onLine(chunk.toString('utf8', start, end));
        start = end + 1;
      }
      hold(chunk.subarray(start));
    },
    end() {
      if (length || isTooLong) emitHeld();
    },
  };
}
