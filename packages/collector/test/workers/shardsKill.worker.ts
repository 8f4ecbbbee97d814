import { type ShardBindings, type ShardState, TurntallyShard } from '../../src/durableObject/index.js';
import { losingAnswers } from './losingAnswers.js';

export { default } from '../../../../examples/cloudflare/src/sharded.js';

/** Delivers soon, and half of its deliveries are repeated. */
export class LosingShard extends TurntallyShard {
  constructor(state: ShardState, bindings: ShardBindings) {
    super(state, { DB: losingAnswers(bindings.DB) }, { deliverAfterMs: 50 });
  }
}
