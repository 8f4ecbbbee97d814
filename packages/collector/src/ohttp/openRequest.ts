import { type CipherSuite, concat, type KeyPair } from 'hpke';
import {
  ByteReader,
  headerLength,
  requestHeader,
  requestInfo,
  responseCipher,
  responseNonceLength,
} from 'turntally/ohttp/messages';

export interface OpenedRequest {
  readonly message: Uint8Array;
  /** Encapsulates the response (RFC 9458, section 4.4), `message/ohttp-res`. */
  sealResponse(message: Uint8Array): Promise<Uint8Array>;
}

/** The id of the key that a request was sealed with; `undefined` if the algorithms are others than the suite's. */
export function keyIdOf(sealed: Uint8Array, suite: CipherSuite): number | undefined {
  const id = sealed[0] ?? 0;
  const isOfSuite = requestHeader(id, suite).every((byte, index) => sealed[index] === byte);
  return isOfSuite ? id : undefined;
}

/** Decapsulates a request (RFC 9458, section 4.3). Rejects if it was not sealed with this key, or was changed. */
export async function openRequest(
  sealed: Uint8Array,
  keyPair: KeyPair,
  suite: CipherSuite,
  randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length)),
): Promise<OpenedRequest> {
  const reader = new ByteReader(sealed);
  const info = requestInfo(reader.bytes(headerLength));
  const encapsulatedKey = reader.bytes(suite.KEM.Nenc);
  const context = await suite.SetupRecipient(keyPair, encapsulatedKey, { info });
  return {
    message: await context.Open(reader.rest()),
    async sealResponse(message) {
      const nonce = randomBytes(responseNonceLength(suite));
      const cipher = await responseCipher({ context, encapsulatedKey }, nonce);
      return concat(nonce, await cipher.seal(message));
    },
  };
}
