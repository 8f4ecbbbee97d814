/** What a team noted of a day, such as an outage. */
export interface Annotation {
  /** UTC, `YYYY-MM-DD`. */
  readonly date: string;
  /** One line of 1 to 200 characters. */
  readonly text: string;
}

/** The notes of a team on days. They change no number, and stay when the rows of their day are dropped. */
export interface Annotations {
  /** Adds a note. One that the day has already changes nothing. */
  annotate(annotation: Annotation): Promise<void>;
  /** Deletes the notes of a day, or only the one with this text, and resolves with what it has deleted, in any order. */
  deleteAnnotations(date: string, text?: string): Promise<readonly Annotation[]>;
  /** Returns the notes from the day `from` to the day `to`, both included, ordered by date and text. */
  annotations(period: { readonly from: string; readonly to: string }): Promise<readonly Annotation[]>;
}
