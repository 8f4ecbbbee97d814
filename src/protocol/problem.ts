/** A problem document (RFC 9457), the body of every refusal. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** The promise that this batch id was not counted and never will be. */
  void?: true;
  /** One entry for each counter or field that cannot be accepted: a JSON pointer into the request's body. */
  errors?: readonly { pointer: string; detail: string }[];
}
