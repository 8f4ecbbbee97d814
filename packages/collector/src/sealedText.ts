/** A batch of which the sealed day is known, as the tables name it. */
export interface SealedKey {
  /** The number of the day. */
  readonly day: number;
  /** The first 16 bytes of SHA-256 of the id, in hexadecimal. */
  readonly digest: string;
}

/** The key as one text, for maps. */
export const sealedText = ({ day, digest }: SealedKey): string => `${day}/${digest}`;
