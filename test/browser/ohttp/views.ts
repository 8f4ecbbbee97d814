/** What a party of the protocol sees of one request. */
export interface View {
  /** Where it comes from. */
  readonly address?: string;
  /** The length of its body, bytes. */
  readonly length: number;
  /** Its body as text, one character a byte. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Views {
  readonly relay: readonly View[];
  readonly gateway: readonly View[];
  readonly collector: readonly View[];
}

export type RelayKind = 'nginx' | 'worker';
