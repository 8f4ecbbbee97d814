import type { IncomingMessage } from 'node:http';

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

/** What a page needs to post through the relay. */
export interface Setup {
  readonly relay: string;
  /** In base64. */
  readonly keyConfig: string;
}

export const viewOf = ({ socket, headers }: IncomingMessage): View => ({
  address: socket.remoteAddress ?? '',
  length: Number(headers['content-length']),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
});
