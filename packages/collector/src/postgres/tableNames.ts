/** The names of the tables, in the schema. */
export type TableNames = ReturnType<typeof tableNames>;

/** @param schema - The name of a schema: letters, digits and underscores. */
export function tableNames(schema: string) {
  const table = (name: string) => `"${schema}".${name}`;
  return {
    counts: table('counts'),
    published: table('published'),
    publishedSums: table('published_sums'),
    publishedVersions: table('published_versions'),
    totals: table('totals'),
    days: table('days'),
    batches: table('batches'),
    sealedIds: table('sealed_ids'),
    sealedDays: table('sealed_days'),
    setAsideBatches: table('set_aside_batches'),
    operation: table('days_of_operation'),
    annotations: table('annotations'),
    schemaVersion: table('schema_version'),
  } as const;
}
