import { annotationStatements } from './annotationStatements.js';
import { publishingStatements } from './publishingStatements.js';
import { readingStatements } from './readingStatements.js';
import { settlingStatements } from './settlingStatements.js';
import { tableNames } from './tableNames.js';

/**
 * The statements of the PostgreSQL store. Each is a transaction of its own, so they need no session: any connection of a pool will
 * do. In one statement, a table is seen as it was when the statement began, and only a row that the statement has waited for is
 * read again. So a day is published in two: the first closes it, and waits for the statements that add to it; the second sees all
 * that these have added.
 */
export type Statements = ReturnType<typeof statements>;

/** @param schema - The name of a schema: letters, digits and underscores. */
export function statements(schema: string) {
  const tables = tableNames(schema);
  return {
    /** And a table that the user of the connection may not write, if there is one. */
    selectVersion: `
      SELECT version, (
        SELECT min(format('%s.%s', schemaname, tablename)) FROM pg_tables
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
        WHERE schemaname = '${schema}' AND tablename <> 'schema_version'
          AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), privilege)
      ) AS forbidden FROM ${tables.schemaVersion}`,
    ...settlingStatements(tables),
    ...publishingStatements(tables),
    ...readingStatements(tables),
    ...annotationStatements(tables),
  } as const;
}
