/** The words of `<turntally-consent>` alone. */
export interface ConsentStrings {
  /** The question, which names the dialog and the section. */
  readonly title: string;
  /** A sentence or two beneath it. */
  readonly intro: string;
  /** The two choices. They look the same, so let them be about as long. */
  readonly choices: { readonly yes: string; readonly no: string };
  /** Names the switch: on means yes. */
  readonly switch: string;
  /** Names the button that closes the dialog. */
  readonly close: string;
  readonly status: ConsentStatus;
  /** An answer could not be kept; followed by `retry`, a button. */
  readonly failed: string;
  readonly retry: string;
  readonly headings: {
    readonly counted: string;
    readonly sent: string;
    readonly neverSent: string;
    readonly when: string;
    readonly kept: string;
  };
  /** Before the buckets of a signal. */
  readonly buckets: string;
  /** Before an example. */
  readonly example: string;
  /** Marks a signal that was not yet agreed to. */
  readonly new: string;
  /** Before the origin of the endpoint. */
  readonly sentTo: string;
  /** The link to the inspector. */
  readonly inspect: string;
}

/** What is known of the person's answer, and what follows from it. */
export interface ConsentStatus {
  readonly loading: string;
  readonly undecided: string;
  /** Agreed to less than the app counts now. */
  readonly again: string;
  readonly yes: string;
  readonly no: string;
}
