const text = 'text COLLATE "C" NOT NULL';
const numbers = 'count bigint NOT NULL, reports bigint NOT NULL';

/** The tables of what is added up when a day is published, so that nothing reads all rows of a year. */
export function tablesOfPublishedSums(schema: string): string {
  return `-- By system and bucket; the os is '' for all systems.
  CREATE TABLE "${schema}".published_sums (
    date ${text}, set_aside boolean NOT NULL, os ${text}, signal ${text}, bucket ${text}, ${numbers},
    PRIMARY KEY (date, set_aside, os, signal, bucket)
  );
  CREATE TABLE "${schema}".published_versions (
    date ${text}, set_aside boolean NOT NULL, signal ${text}, version ${text}, ${numbers},
    PRIMARY KEY (date, set_aside, signal, version)
  );
  -- Of all published days, also of those that were dropped since; nothing that was set aside.
  CREATE TABLE "${schema}".totals (
    version ${text}, os ${text}, signal ${text}, bucket ${text}, ${numbers},
    PRIMARY KEY (version, os, signal, bucket)
  );`;
}

/** For tables that have published rows without their sums. */
export function publishedSumsFromRows(schema: string): string {
  return `INSERT INTO "${schema}".published_sums (date, set_aside, os, signal, bucket, count, reports)
    SELECT date, set_aside, coalesce(os, ''), signal, bucket, sum(count), sum(reports) FROM "${schema}".published
    GROUP BY GROUPING SETS ((date, set_aside, os, signal, bucket), (date, set_aside, signal, bucket));
  INSERT INTO "${schema}".published_versions (date, set_aside, signal, version, count, reports)
    SELECT date, set_aside, signal, version, sum(count), sum(reports) FROM "${schema}".published
    GROUP BY date, set_aside, signal, version;
  INSERT INTO "${schema}".totals (version, os, signal, bucket, count, reports)
    SELECT version, os, signal, bucket, sum(count), sum(reports) FROM "${schema}".published WHERE NOT set_aside
    GROUP BY version, os, signal, bucket;`;
}
