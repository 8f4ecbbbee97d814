// Writes examples/session.jsonl, a session as an app would record it, and examples/session.expected.json, the counts
// it must result in, as stated in the script. Deterministic. To write them again: npx tsx demo/script/record.ts
import { mkdir, writeFile } from 'node:fs/promises';
import { pauseBefore, round, totalOf } from './script.js';

/** The time a person takes to read an answer and write the next prompt. */
const betweenTurnsMs = 24_000;

export function recordSession(): string {
  let at = 0;
  const lines = round.flatMap(({ events }) => {
    const recorded = events.map((event) => {
      at += pauseBefore(event);
      return JSON.stringify({ at, ...event });
    });
    at += betweenTurnsMs;
    return recorded;
  });
  return `${lines.join('\n')}\n`;
}

const examples = new URL('../../examples/', import.meta.url);
await mkdir(examples, { recursive: true });
const total = Object.fromEntries(Object.entries(totalOf(round)).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(new URL('session.jsonl', examples), recordSession());
await writeFile(new URL('session.expected.json', examples), `${JSON.stringify(total, null, 2)}\n`);
