import { type CipherSuite, concat, encode, I2OSP } from 'hpke';

/** The length of the header of an encapsulated request. */
export const headerLength = 7;

/** The header of an encapsulated request (RFC 9458, section 4.3): the key and the algorithms, which are not secret. */
export function requestHeader(keyId: number, { KEM, KDF, AEAD }: CipherSuite): Uint8Array {
  return concat(I2OSP(keyId, 1), ...[KEM, KDF, AEAD].map(({ id }) => I2OSP(id, 2)));
}

/** What binds the encryption of a request to its header. */
export function requestInfo(header: Uint8Array): Uint8Array {
  return concat(encode('message/bhttp request'), new Uint8Array(1), header);
}
