/** The texts of `<turntally-consent>`. */
export interface ConsentStrings {
  /** The question. It is also the accessible name of the dialog and of the section. */
  readonly title: string;
  /** One or two sentences below the question. */
  readonly intro: string;
  /** The two choices. They look the same, so their texts should be about equally long. */
  readonly choices: { readonly yes: string; readonly no: string };
  /** The label of the switch; on means yes. */
  readonly switch: string;
  /** The accessible name of the button that closes the dialog. */
  readonly close: string;
  readonly status: ConsentStatus;
  /** Shown if an answer could not be saved; followed by the button `retry`. */
  readonly failed: string;
  readonly retry: string;
  readonly headings: {
    readonly counted: string;
    readonly sent: string;
    readonly neverSent: string;
    readonly when: string;
    readonly kept: string;
  };
  /** Precedes the buckets of a signal. */
  readonly buckets: string;
  /** Precedes an example. */
  readonly example: string;
  /** Marks a signal that the person has not yet agreed to. */
  readonly new: string;
  /** Precedes the recipient, the origin of the endpoint. Read both before an answer and after it. */
  readonly sentTo: string;
  /** The text of the link to the inspector. */
  readonly inspect: string;
}

/** For each state of the answer, what follows from it. */
export interface ConsentStatus {
  readonly loading: string;
  readonly undecided: string;
  /** The person agreed to less than the app counts now. */
  readonly again: string;
  readonly yes: string;
  readonly no: string;
}
