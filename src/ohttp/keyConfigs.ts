import { type CipherSuite, concat, I2OSP } from 'hpke';
import { ByteReader } from './ByteReader.js';

/** What a client encapsulates requests with. */
export interface PublicKeyConfig {
  /** Names the key in each request: 0 to 255. */
  readonly id: number;
  /** The serialized public key. */
  readonly publicKey: Uint8Array;
}

/**
 * Reads the content type `application/ohttp-keys` (RFC 9458, section 3.2) and returns the configurations that `suite` can use,
 * in their order.
 *
 * @throws RangeError if it is malformed.
 */
export function parseKeyConfigs(bytes: Uint8Array, suite: CipherSuite): readonly PublicKeyConfig[] {
  const list = new ByteReader(bytes);
  const configs: PublicKeyConfig[] = [];
  while (!list.isAtEnd) {
    const config = new ByteReader(list.bytes(list.integer(2)));
    const id = config.integer(1);
    // The length of another mechanism's key is not known.
    if (config.integer(2) !== suite.KEM.id) continue;
    const publicKey = config.bytes(suite.KEM.Npk);
    const ciphers = new ByteReader(config.bytes(config.integer(2)));
    let isUsable = false;
    while (!ciphers.isAtEnd) {
      const [kdf, aead] = [ciphers.integer(2), ciphers.integer(2)];
      isUsable ||= kdf === suite.KDF.id && aead === suite.AEAD.id;
    }
    if (isUsable) configs.push({ id, publicKey });
  }
  return configs;
}

/** Writes the content type `application/ohttp-keys`. */
export function formatKeyConfigs(configs: readonly PublicKeyConfig[], suite: CipherSuite): Uint8Array {
  const ciphers = concat(I2OSP(suite.KDF.id, 2), I2OSP(suite.AEAD.id, 2));
  const formatted = configs.map(({ id, publicKey }) => {
    const config = concat(I2OSP(id, 1), I2OSP(suite.KEM.id, 2), publicKey, I2OSP(ciphers.length, 2), ciphers);
    return concat(I2OSP(config.length, 2), config);
  });
  return concat(...formatted);
}
