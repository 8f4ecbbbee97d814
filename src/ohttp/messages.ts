export type { BinaryRequest, BinaryResponse, Fields } from './BinaryMessage.js';
export { ByteReader } from './ByteReader.js';
export { createSuite } from './createSuite.js';
export { decodeRequest, decodeResponse } from './decodeMessage.js';
export { encodeRequest, encodeResponse, messageLength } from './encodeMessage.js';
export { formatKeyConfigs, type PublicKeyConfig, parseKeyConfigs } from './keyConfigs.js';
export { headerLength, requestHeader, requestInfo } from './requestHeader.js';
export { type ResponseCipher, type ResponseSecrets, responseCipher, responseNonceLength } from './responseCipher.js';
