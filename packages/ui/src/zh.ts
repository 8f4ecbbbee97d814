export { zh } from './strings/zh/index.js';
