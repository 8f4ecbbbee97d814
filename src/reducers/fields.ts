/** What may be read of a value, whatever it is. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; `{}` for anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
