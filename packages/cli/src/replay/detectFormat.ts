import { type Format, type FormatName, formats } from './formats.js';
import { parseEnd, parseObject } from './parseObject.js';
import { splitLines } from './splitLines.js';

/**
 * Names the format of a recorded session, by what only items of one format have. Lines that show no format, such as malformed
 * ones, are ignored.
 *
 * @throws Error if no format fits, or several do.
 */
export async function detectFormat(chunks: AsyncIterable<Buffer>): Promise<FormatName> {
  const lines = new Map<FormatName, number>();
  const splitter = splitLines((line) => {
    const item = parseObject(line?.trim() ?? '');
    if (!item || parseEnd(item)) return;
    for (const [name, format] of entries) if (format.shows(item)) lines.set(name, (lines.get(name) ?? 0) + 1);
  });
  for await (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  // Events over a wire may look like agent events, but for some of them.
  if (lines.has('wire')) lines.delete('events');
  const [found, ...others] = [...lines].sort(([, a], [, b]) => b - a);
  if (!found) throw new Error(`no format fits; the formats are ${Object.keys(formats).join(', ')}`);
  if (others.length > 0) {
    const listed = [found, ...others].map(([name, count]) => `${name} (${count} ${count === 1 ? 'line' : 'lines'})`);
    throw new Error(`several formats fit: ${listed.join(', ')}; a session has one`);
  }
  return found[0];
}

const entries = Object.entries(formats) as [FormatName, Format][];
