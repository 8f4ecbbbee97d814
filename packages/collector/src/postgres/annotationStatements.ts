import type { TableNames } from './tableNames.js';

/** The statements for the team's notes on days. */
export const annotationStatements = ({ annotations }: TableNames) =>
  ({
    addAnnotation: `INSERT INTO ${annotations} (date, text) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    /** Returns what it has deleted. */
    deleteAnnotations: `
      DELETE FROM ${annotations} WHERE date = $1 AND ($2::text IS NULL OR text = $2) RETURNING date, text`,
    selectAnnotations: `SELECT date, text FROM ${annotations} WHERE date BETWEEN $1 AND $2 ORDER BY date, text`,
  }) as const;
