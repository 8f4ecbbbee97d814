export type { D1Database, D1PreparedStatement, D1Result } from './D1Database.js';
export { d1Store } from './d1Store.js';
