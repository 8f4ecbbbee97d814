import type { CipherSuite, KeyPair } from 'hpke';
import { fromBase64Url } from './fromBase64Url.js';
import type { GatewayKey } from './GatewayKey.js';

/** Returns a function that imports a key, at its first use. */
export function importKeys(suite: CipherSuite): (key: GatewayKey) => Promise<KeyPair> {
  const imported = new Map<GatewayKey, KeyPair>();
  return async (key) => {
    const keyPair = imported.get(key) ?? (await importKey(key, suite));
    imported.set(key, keyPair);
    return keyPair;
  };
}

async function importKey({ publicKey, privateKey }: GatewayKey, suite: CipherSuite): Promise<KeyPair> {
  const [imported, secret] = await Promise.all([
    suite.DeserializePublicKey(fromBase64Url(publicKey)),
    suite.DeserializePrivateKey(fromBase64Url(privateKey), false),
  ]);
  return { publicKey: imported, privateKey: secret };
}
