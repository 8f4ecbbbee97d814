import { readFileSync } from 'node:fs';

/** The names that an index file exports; it only re-exports. */
export function exportsOf(path: string): readonly string[] {
  const source = readFileSync(path, 'utf8');
  return [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/^.* as /, ''),
      )
      .filter((name) => name !== ''),
  );
}

/** The names of the members of an interface, as it is written in our style: two spaces, one member a line. */
export function membersOf(source: string, name: string): readonly string[] {
  const body = new RegExp(`^(?:export )?interface ${name}\\b.*?\\{\\n(.*?)^\\}`, 'ms').exec(source)?.[1];
  if (body === undefined) throw new Error(`there is no interface ${name}`);
  const names = [...body.matchAll(/^ {2}(?:readonly )?([\w$]+)\??[:(<]/gm)].map(([, member = '']) => member);
  return [...new Set(names)];
}
