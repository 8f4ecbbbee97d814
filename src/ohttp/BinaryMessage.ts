/** Header fields in their order. Names are in lower case. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** An HTTP request, as Binary HTTP (RFC 9292) describes it. */
export interface BinaryRequest {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** The path with its query. */
  readonly path: string;
  readonly fields: Fields;
  readonly content: Uint8Array;
}

/** An HTTP response, as Binary HTTP (RFC 9292) describes it. */
export interface BinaryResponse {
  /** 200 to 599. */
  readonly status: number;
  readonly fields: Fields;
  readonly content: Uint8Array;
}
