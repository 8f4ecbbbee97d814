import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { expect, test } from 'vitest';
import { openRequest } from '../../packages/collector/src/ohttp/openRequest.js';
import { decodeRequest, decodeResponse } from '../../src/ohttp/decodeMessage.js';
import { parseKeyConfigs } from '../../src/ohttp/keyConfigs.js';
import { requestHeader, requestInfo } from '../../src/ohttp/requestHeader.js';
import { sealRequest } from '../../src/ohttp/sealRequest.js';
import { hex, unhex } from './hex.js';

/** RFC 9458, appendix A. Its key is one of X25519. */
const vector = {
  gatewaySecret: '3c168975674b2fa8e465970b79c8dcf09f1c741626480bd4c6162fc5b6a98e1a',
  keyConfig: '01002031e1f05a740102115220e9af918f738674aec95f54db6e04eb705aae8e79815500080001000100010003',
  request: '00034745540568747470730b6578616d706c652e636f6d012f',
  clientSecret: 'bc51d5e930bda26589890ac7032f70ad12e4ecb37abb1b65b1256c9c48999c73',
  info: '6d6573736167652f626874747020726571756573740001002000010001',
  encapsulatedRequest:
    '010020000100014b28f881333e7c164ffc499ad9796f877f4e1051ee6d31bad19dec96c208b472' +
    '6374e469135906992e1268c594d2a10c695d858c40a026e7965e7d86b83dd440b2c0185204b4d63525',
  response: '0140c8',
  responseNonce: 'c789e7151fcba46158ca84b04464910d',
  encapsulatedResponse: 'c789e7151fcba46158ca84b04464910d86f9013e404feea014e7be4a441f234f857fbd',
};

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);

/** X25519 whose generated key is always the one of the vector. */
function predictable() {
  const kem = KEM_DHKEM_X25519_HKDF_SHA256();
  return {
    ...kem,
    async GenerateKeyPair() {
      const privateKey = await kem.DeserializePrivateKey(unhex(vector.clientSecret), false);
      const publicKey = await kem.DeserializePublicKey(unhex(vector.encapsulatedRequest).slice(7, 39));
      return { privateKey, publicKey };
    },
  };
}

const gatewayKey = async () => ({
  privateKey: await suite.DeserializePrivateKey(unhex(vector.gatewaySecret)),
  publicKey: await suite.DeserializePublicKey(publicKey.publicKey),
});

// A single configuration has no length before it; a list has.
const config = unhex(vector.keyConfig);
const publicKey = parseKeyConfigs(Uint8Array.of(0, config.length, ...config), suite)[0] ?? expect.fail('no key');

test('the key configuration is parsed', () => {
  expect(publicKey.id).toBe(1);
  expect(hex(publicKey.publicKey)).toBe('31e1f05a740102115220e9af918f738674aec95f54db6e04eb705aae8e798155');
});

test('a request is encapsulated, and its response opened', async () => {
  expect(hex(requestInfo(requestHeader(1, suite)))).toBe(vector.info);
  const sender = new CipherSuite(predictable, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
  const sealed = await sealRequest(unhex(vector.request), publicKey, sender);
  expect(hex(sealed.bytes)).toBe(vector.encapsulatedRequest);
  expect(hex(await sealed.openResponse(unhex(vector.encapsulatedResponse)))).toBe(vector.response);
});

test('a request is opened, and its response encapsulated', async () => {
  const randomBytes = () => unhex(vector.responseNonce);
  const opened = await openRequest(unhex(vector.encapsulatedRequest), await gatewayKey(), suite, randomBytes);
  expect(hex(opened.message)).toBe(vector.request);
  expect(hex(await opened.sealResponse(unhex(vector.response)))).toBe(vector.encapsulatedResponse);
});

test('the messages in it are decoded', () => {
  const nothing = { fields: [], content: new Uint8Array() };
  expect(decodeRequest(unhex(vector.request))).toEqual({
    method: 'GET',
    scheme: 'https',
    authority: 'example.com',
    path: '/',
    ...nothing,
  });
  expect(decodeResponse(unhex(vector.response))).toEqual({ status: 200, ...nothing });
});
