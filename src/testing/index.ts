export { countStream } from './countStream.js';
export {
  createSessionCounter,
  type SessionCounter,
  type SessionCounts,
  type SessionOptions,
} from './createSessionCounter.js';
