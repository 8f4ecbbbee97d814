import { checkOption } from 'turntally/signals';
import type { D1Database } from '../d1/D1Database.js';
import { d1Maintenance } from '../d1/d1Maintenance.js';
import { readOutcomes } from '../d1/readOutcomes.js';
import { settleAll } from '../d1/settleAll.js';
import { setUp } from '../d1/setUp.js';
import { statement } from '../d1/statement.js';
import { rememberDay } from '../sql/settling.js';
import { deliverAll } from './deliverAll.js';
import { type Outbox, openOutbox } from './outbox.js';
import type { ShardState, ShardStorage } from './ShardState.js';
import { parseShardRequest, type ShardRequest } from './shardMessages.js';
import { storageDatabase } from './storageDatabase.js';

/** The bindings of a Worker that has shards. */
export interface ShardBindings {
  /** The root: the database to which the shards bring their sums. */
  readonly DB: D1Database;
}

export interface ShardOptions {
  /**
   * Milliseconds for which a shard adds up before it brings its sums to the root. Whatever reads or publishes them does not wait for
   * that.
   *
   * @defaultValue 600_000
   */
  readonly deliverAfterMs?: number;
}

/** After a delivery that failed, the next one waits twice as long as the one before, up to the longest pause. */
const firstPauseMs = 1000;
const longestPauseMs = 600_000;

/**
 * The class of a Durable Object that is one shard of a {@link durableObjectStore}: it decides which batches are new, adds up their
 * counters, and brings the sums to the root. Export it from the script of the Worker. Its storage must be SQLite
 * (`new_sqlite_classes`).
 *
 * @throws OptionError if the Worker has no D1 database under the name `DB`, or if `deliverAfterMs` is wrong.
 * @example
 * export { TurntallyShard } from '@turntally/collector/durable-object';
 * @example
 * // The root has another name:
 * export class Shard extends TurntallyShard {
 *   constructor(state: ShardState, env: Env) {
 *     super(state, { DB: env.METRICS });
 *   }
 * }
 */
export class TurntallyShard {
  readonly #storage: ShardStorage;
  readonly #database: D1Database;
  readonly #root: D1Database;
  readonly #deliverAfterMs: number;
  #outbox: Outbox | undefined;

  constructor(state: ShardState, env: ShardBindings, { deliverAfterMs = 600_000 }: ShardOptions = {}) {
    checkOption(typeof env?.DB?.batch === 'function', 'DB', 'must be the binding of a D1 database, which is the root');
    const isPause = Number.isInteger(deliverAfterMs) && deliverAfterMs >= 0;
    checkOption(isPause, 'deliverAfterMs', 'must be a number of milliseconds, an integer from 0');
    this.#storage = state.storage;
    this.#database = storageDatabase(state.storage);
    this.#root = env.DB;
    this.#deliverAfterMs = deliverAfterMs;
  }

  /** Answers the store, with JSON or with the message of an error. */
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await this.#answer(parseShardRequest(await request.json())));
    } catch (error) {
      return new Response(messageOf(error), { status: 500 });
    }
  }

  /** Delivers. If that fails, sets the next alarm itself, because the runtime gives up after six attempts. */
  async alarm(): Promise<void> {
    try {
      await this.#deliver();
    } catch (error) {
      const failures = (await this.#open()).countFailure();
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
      await this.#storage.setAlarm(Date.now() + pauseMs);
      console.error(
        `turntally: a shard could not deliver, and tries again in ${pauseMs / 1000} s: ${messageOf(error)}`,
      );
    }
  }

  async #answer(request: ShardRequest): Promise<unknown> {
    await this.#open();
    switch (request.kind) {
      case 'find':
        return (await readOutcomes(this.#database, request.keys)).map(withMessage);
      case 'settle': {
        const { date, settlements } = request;
        // Before there is something to deliver, so that a crash in between leaves an alarm too many, and never one too few.
        if (settlements.some(({ decision }) => decision.kind !== 'void')) await this.#ensureAlarm();
        return (await settleAll(this.#database, date, settlements)).map(withMessage);
      }
      case 'remember':
        await this.#database.batch([statement(this.#database, rememberDay, [request.date])]);
        return 'done';
      case 'deliver':
        await this.#deliver();
        return 'done';
      case 'forget':
        return d1Maintenance(this.#database).forget(request.today);
    }
  }

  async #open(): Promise<Outbox> {
    if (this.#outbox === undefined) {
      await setUp(this.#database);
      this.#outbox = openOutbox(this.#storage);
      await this.#repeatLostAlarm();
    }
    return this.#outbox;
  }

  async #deliver(): Promise<void> {
    await deliverAll(await this.#open(), this.#root);
  }

  /** An alarm that should have come before this object was made, but did not: workerd can forget one when it is killed. */
  async #repeatLostAlarm(): Promise<void> {
    const at = await this.#storage.getAlarm();
    if (at !== null && at <= Date.now()) await this.#storage.setAlarm(Date.now());
  }

  async #ensureAlarm(): Promise<void> {
    if ((await this.#storage.getAlarm()) !== null) return;
    await this.#storage.setAlarm(Date.now() + this.#deliverAfterMs);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const withMessage = <T>(result: PromiseSettledResult<T>) =>
  result.status === 'fulfilled' ? result : { status: result.status, reason: messageOf(result.reason) };
