import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke';

/**
 * The algorithms of encapsulation: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM. The Web Cryptography of every browser
 * has them, for years; X25519 is missing in Chromium before 133 (Electron before 35) and Firefox before 130.
 */
export const createSuite = () => new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
