import { type CipherSuite, concat } from 'hpke';
import type { PublicKeyConfig } from './keyConfigs.js';
import { requestHeader, requestInfo } from './requestHeader.js';
import { responseCipher, responseNonceLength } from './responseCipher.js';

export interface SealedRequest {
  /** The encapsulated request, `message/ohttp-req`. */
  readonly bytes: Uint8Array;
  /** Decrypts the response to it, `message/ohttp-res`. Rejects if it is not the gateway's, or was changed. */
  openResponse(response: Uint8Array): Promise<Uint8Array>;
}

/** Encapsulates a request (RFC 9458, section 4.3). Each call uses a key of its own, so that equal requests look different. */
export async function sealRequest(
  message: Uint8Array,
  { id, publicKey }: PublicKeyConfig,
  suite: CipherSuite,
): Promise<SealedRequest> {
  const header = requestHeader(id, suite);
  const recipient = await suite.DeserializePublicKey(publicKey);
  const info = requestInfo(header);
  const { encapsulatedSecret: encapsulatedKey, ctx: context } = await suite.SetupSender(recipient, { info });
  return {
    bytes: concat(header, encapsulatedKey, await context.Seal(message)),
    async openResponse(response) {
      const nonceLength = responseNonceLength(suite);
      const cipher = await responseCipher({ context, encapsulatedKey }, response.slice(0, nonceLength));
      return cipher.open(response.slice(nonceLength));
    },
  };
}
