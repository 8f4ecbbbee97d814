import { AEAD_AES_128_GCM, type CipherSuite, concat, encode, KDF_HKDF_SHA256, type RecipientContext } from 'hpke';

/** The secrets of one request, which client and gateway both have. */
export interface ResponseSecrets {
  /** The context of HPKE that the request was sealed or opened with. */
  readonly context: Pick<RecipientContext, 'Export'>;
  /** The encapsulated key of the request. */
  readonly encapsulatedKey: Uint8Array;
}

export interface ResponseCipher {
  seal(message: Uint8Array): Promise<Uint8Array>;
  /** Rejects if the message was changed. */
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** The length of the random bytes at the start of an encapsulated response. */
export const responseNonceLength = ({ AEAD }: CipherSuite): number => Math.max(AEAD.Nk, AEAD.Nn);

/** Derives the encryption of one response (RFC 9458, section 4.4) from its random bytes and the secrets of its request. */
export async function responseCipher(
  { context, encapsulatedKey }: ResponseSecrets,
  responseNonce: Uint8Array,
): Promise<ResponseCipher> {
  const aead = AEAD_AES_128_GCM();
  const kdf = KDF_HKDF_SHA256();
  const secret = await context.Export(encode('message/bhttp response'), responseNonce.length);
  const prk = await kdf.Extract(concat(encapsulatedKey, responseNonce), secret);
  const key = await kdf.Expand(prk, encode('key'), aead.Nk);
  const nonce = await kdf.Expand(prk, encode('nonce'), aead.Nn);
  const noData = new Uint8Array();
  return {
    seal: (message) => aead.Seal(key, nonce, noData, message),
    open: (sealed) => aead.Open(key, nonce, noData, sealed),
  };
}
