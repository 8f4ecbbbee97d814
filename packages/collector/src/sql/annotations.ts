/** The statements for the team's notes on days. */

export const addAnnotation = 'INSERT INTO annotations (date, text) VALUES (:date, :text) ON CONFLICT DO NOTHING';

/** All notes of the day, unless there is a `:text`. Returns what it has deleted. */
export const deleteAnnotations =
  'DELETE FROM annotations WHERE date = :date AND (:text IS NULL OR text = :text) RETURNING date, text';

export const selectAnnotations =
  'SELECT date, text FROM annotations WHERE date BETWEEN :from AND :to ORDER BY date, text';
