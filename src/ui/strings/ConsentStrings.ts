/** The words of `<turntally-consent>` alone. */
export interface ConsentStrings {
  readonly title: string;
}
