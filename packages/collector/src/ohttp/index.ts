export type { GatewayKey } from './GatewayKey.js';
export { obliviousGateway } from './obliviousGateway.js';
export type { ObliviousGateway, ObliviousGatewayOptions } from './options.js';
export { parseKeys } from './parseKeys.js';
export { publicKeyConfigs } from './publicKeyConfigs.js';
export { type RotateOptions, rotateKeys } from './rotateKeys.js';
