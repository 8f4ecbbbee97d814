/**
 * A request that the gateway took out of an encapsulated one. Its sender's address is not known, so limits per address do not
 * apply: the gateway has its own, per relay.
 */
export class RelayedRequest extends Request {}
