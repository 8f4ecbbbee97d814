import type { Annotation } from '@turntally/collector';
import { type Database, openToChange, openToRead } from '../openDatabase.js';
import { parseCommandLine } from '../parseCommandLine.js';
import { printable } from '../printable.js';
import { UsageError } from '../UsageError.js';
import { parseDay } from './parseDay.js';
import { parseText } from './parseText.js';

const help = `Usage: turntally note <day> <text> [options]
       turntally note <day> [<text>] --delete [options]
       turntally note [<day>] [options]

Notes something on a day, such as an outage: the stats page marks the day in its
charts, and shows the note. With --delete it deletes a note, or all notes of the
day. Without a text it prints the notes of the day, or all. Notes change no count,
and stay when the rows of their day are deleted.

  turntally note 2026-11-28 "gateway outage"

Options:
  --db <url>   the database of the collector, which may run meanwhile: a SQLite
               file, default file:turntally.db, or postgres://user@host/database
  --app <name> one of several apps, as given to collect
  --delete     delete instead
  --help       show this help

A day is a UTC day, such as 2026-11-28. A text is one line of 1 to 200 characters.
`;

const allDays = { from: '0000-01-01', to: '9999-12-31' } as const;

/**
 * `turntally note`.
 *
 * @throws UsageError for a wrong command line or database, or if there is nothing to delete.
 */
export async function note(args: readonly string[]): Promise<void> {
  const { values: options, positionals } = parseCommandLine('note', {
    args: [...args],
    allowPositionals: true,
    options: {
      db: { type: 'string', default: 'file:turntally.db' },
      app: { type: 'string' },
      delete: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const [day, words, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('the text must be one argument: put it in quotes');
  const date = day === undefined ? undefined : parseDay(day);
  const text = words === undefined ? undefined : parseText(words);
  if (options.delete) print(await deleteNotes(options, date, text), 'deleted: ');
  else if (date === undefined || text === undefined) print(await readNotes(options, date), '');
  else {
    await openToChange(options, (store) => store.annotate({ date, text }));
    print([{ date, text }], 'noted: ');
  }
}

function readNotes(database: Database, date: string | undefined): Promise<readonly Annotation[]> {
  const period = date === undefined ? allDays : { from: date, to: date };
  return openToRead(database, (store) => store.annotations(period));
}

async function deleteNotes(
  database: Database,
  date: string | undefined,
  text: string | undefined,
): Promise<readonly Annotation[]> {
  if (date === undefined) throw new UsageError('--delete needs the day of the note; see turntally note --help');
  const deleted = await openToChange(database, (store) => store.deleteAnnotations(date, text));
  if (deleted.length > 0) return deleted;
  const which = text === undefined ? '' : ' with this text';
  throw new UsageError(`${date} has no note${which}; turntally note ${date} lists those it has`);
}

/** The database may have been written by another program. */
function print(notes: readonly Annotation[], before: string): void {
  for (const { date, text } of notes) process.stdout.write(`${before}${printable(`${date}  ${text}`)}\n`);
}
