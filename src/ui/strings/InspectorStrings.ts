/** The words of `<turntally-inspector>` alone. */
export interface InspectorStrings {
  readonly title: string;
}
