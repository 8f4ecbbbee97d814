import * as z from 'zod/mini';
import type { D1Result } from './D1Database.js';

const rows = z.array(z.record(z.string(), z.unknown()));

/** The rows of a result, whose columns are still to be parsed. */
export const rowsOf = (result: D1Result | undefined): z.infer<typeof rows> => rows.parse(result?.results);
