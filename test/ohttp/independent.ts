import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { BHttpDecoder, BHttpEncoder } from 'bhttp-js';

/**
 * A second implementation of RFC 9458, to check the first one against. HPKE is that of `@hpke/core` and Binary HTTP that of
 * `bhttp-js`; what is between them is written here, after the RFC and with Web Cryptography alone.
 */

const suite = () => new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });

const labels = { request: 'message/bhttp request\0', response: 'message/bhttp response' };
const headerLength = 7;
const keyLength = 65;
const nonceLength = 16;

const join = (...parts: readonly (Uint8Array | ArrayBuffer)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...new Uint8Array(part)]));
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The first configuration of `application/ohttp-keys`. */
export async function readKey(configs: Uint8Array) {
  const id = configs[2] ?? 0;
  const raw = configs.slice(5, 5 + keyLength);
  return { id, publicKey: await suite().kem.deserializePublicKey(raw.buffer) };
}

async function responseKey(exported: ArrayBuffer, encapsulatedKey: Uint8Array, nonce: Uint8Array) {
  const secret = await crypto.subtle.importKey('raw', exported, 'HKDF', false, ['deriveBits']);
  const derive = (info: string, length: number) =>
    crypto.subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: join(encapsulatedKey, nonce), info: bytesOf(info) },
      secret,
      length * 8,
    );
  const key = await crypto.subtle.importKey('raw', await derive('key', 16), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, algorithm: { name: 'AES-GCM', iv: await derive('nonce', 12) } };
}

/** As a client: an encapsulated request, and what opens its response. */
export async function seal(request: Request, { id, publicKey }: Awaited<ReturnType<typeof readKey>>) {
  const header = Uint8Array.of(id, 0x00, 0x10, 0x00, 0x01, 0x00, 0x01);
  const sender = await suite().createSenderContext({
    recipientPublicKey: publicKey,
    info: join(bytesOf(labels.request), header).buffer,
  });
  const sealed = await sender.seal((await new BHttpEncoder().encodeRequest(request)) as Uint8Array<ArrayBuffer>);
  const encapsulatedKey = new Uint8Array(sender.enc);
  return {
    bytes: join(header, encapsulatedKey, sealed),
    async open(response: Uint8Array): Promise<Response> {
      const nonce = response.slice(0, nonceLength);
      const exported = await sender.export(bytesOf(labels.response), nonceLength);
      const { key, algorithm } = await responseKey(exported, encapsulatedKey, nonce);
      const message = await crypto.subtle.decrypt(algorithm, key, response.slice(nonceLength));
      return new BHttpDecoder().decodeResponse(message);
    },
  };
}

/** As a gateway: the request in an encapsulated one, and what encapsulates its response. */
export async function open(sealed: Uint8Array, privateKey: CryptoKey) {
  const header = sealed.slice(0, headerLength);
  const encapsulatedKey = sealed.slice(headerLength, headerLength + keyLength);
  const recipient = await suite().createRecipientContext({
    recipientKey: privateKey,
    enc: encapsulatedKey.buffer,
    info: join(bytesOf(labels.request), header).buffer,
  });
  const message = await recipient.open(sealed.slice(headerLength + keyLength).buffer);
  return {
    request: new BHttpDecoder().decodeRequest(message),
    async seal(response: Response): Promise<Uint8Array> {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
      const exported = await recipient.export(bytesOf(labels.response), nonceLength);
      const { key, algorithm } = await responseKey(exported, encapsulatedKey, nonce);
      const encoded = (await new BHttpEncoder().encodeResponse(response)) as Uint8Array<ArrayBuffer>;
      return join(nonce, await crypto.subtle.encrypt(algorithm, key, encoded));
    },
  };
}

/** A key pair, and its `application/ohttp-keys` under the id 7. */
export async function makeKey() {
  const { publicKey, privateKey } = await suite().kem.generateKeyPair();
  const raw = await suite().kem.serializePublicKey(publicKey);
  const config = join(Uint8Array.of(7, 0x00, 0x10), raw, Uint8Array.of(0x00, 0x04, 0x00, 0x01, 0x00, 0x01));
  return { privateKey, configs: join(Uint8Array.of(0, config.length), config) };
}
