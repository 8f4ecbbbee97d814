import * as z from 'zod/mini';
import { limits, maxLaunches, operatingSystems } from '../../src/protocol/index.js';
import { maxReleases, maxStrikes } from '../../src/reducers/ledger.js';

const natural = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const counted = z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER));
const sealed = z.int().check(z.gte(1), z.lte(limits.count));
const token = z.string().check(z.regex(limits.token));
const some = z.refine<object>((counters) => Object.keys(counters).length > 0);
const fewEnough = z.refine<object>((counters) => Object.keys(counters).length <= limits.counters);

const release = z.strictObject({
  version: z.string().check(z.regex(limits.version)),
  os: z.enum(operatingSystems),
});
const tally = z.strictObject({ release, counters: z.record(token, counted).check(some) });
const batch = z.strictObject({
  release,
  counters: z.record(token, sealed).check(some, fewEnough),
  id: z.string().check(z.regex(limits.batchId)),
  sealedAt: natural,
  strikes: natural.check(z.lt(maxStrikes)),
  launches: counted.check(z.lte(maxLaunches)),
});

/** A second definition of a ledger, which the hand-written `parseLedger` is compared with. */
export const ledgerSchema = z.strictObject({
  schema: z.literal(1),
  epoch: z.string(),
  pending: z.array(tally).check(
    z.maxLength(maxReleases),
    z.refine((pending) => new Set(pending.map(({ release }) => JSON.stringify(release))).size === pending.length),
  ),
  outbox: z.exactOptional(batch),
  delivery: z.strictObject({
    failures: natural,
    notBefore: z.exactOptional(natural),
    lastDeliveredAt: z.exactOptional(natural),
    lastDay: z.exactOptional(natural),
  }),
  lost: z.strictObject({
    refused: z.exactOptional(natural),
    expired: z.exactOptional(natural),
    corrupt: z.exactOptional(natural),
    overflow: z.exactOptional(natural),
  }),
  unreported: z.record(z.string().check(z.regex(/^delivery\/[a-z0-9_]{1,32}$/)), counted),
});
