import type { D1Database, D1PreparedStatement } from './D1Database.js';

type Value = string | number | null;

/** Prepares a statement with the parameters `?1`, `?2`, … or with named ones, `:name`, which D1 does not know. */
export function statement(
  database: D1Database,
  sql: string,
  parameters: readonly Value[] | Readonly<Record<string, Value>>,
): D1PreparedStatement {
  if (isList(parameters)) return database.prepare(sql).bind(...parameters);
  const names: string[] = [];
  const numbered = sql.replaceAll(/:([a-z]+)\b/gi, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `?${names.indexOf(name) + 1}`;
  });
  return database.prepare(numbered).bind(...names.map((name) => parameters[name]));
}

const isList = (parameters: unknown): parameters is readonly Value[] => Array.isArray(parameters);
