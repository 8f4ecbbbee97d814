import type { Batch, Tally } from '../../../src/reducers/ledger.js';
import { day } from '../../support/ledgers.js';
import { bagOf } from './bags.js';
import type { Setting } from './setting.js';
import type { Disk, Flush, Request, Tab, World } from './world.js';

/**
 * Equal for states of which the same can become: batch ids and epochs are numbered in the order they appear in, times are
 * ages, the tabs are in an order of their own. Left out is what no later step depends on: the fate of counts that have left
 * the ledger (of every state the laws have been checked), the memory of pauses, and ids that nobody will send again.
 */
export function keyOf(world: World, setting: Setting): string {
  const { rules, may } = setting;
  const ids = numbering(rules.newIdAfterVoid);
  const epochs = numbering(rules.epochIsRandom);
  const clock = world.now + world.skew;

  const tallyKey = ({ release, counters }: Tally): string => `${release.version[2]}${bagOf(counters).toString(8)}`;
  const batchKey = (batch: Batch): string =>
    `${ids(batch.id)}=${tallyKey(batch)}@${(clock - batch.sealedAt) / day}x${batch.strikes}l${batch.launches}`;
  const diskKey = ({ snapshot, tallies }: Disk): string => {
    let key = '-';
    if (snapshot) {
      key = epochs(snapshot.epoch);
      for (const tally of snapshot.pending) key += `,${tallyKey(tally)}`;
      if (snapshot.outbox) key += `!${batchKey(snapshot.outbox)}`;
    }
    for (const { epoch, tally } of tallies) key += `+${epochs(epoch)}:${tallyKey(tally)}`;
    return key;
  };
  const outboxId = world.disk.snapshot?.outbox?.id;
  const flushKey = ({ state, first, aborted, opened, carried }: Flush): string => {
    let key = `${state.at}${rules.ageCheckedEachAttempt || first}${aborted ? '!' : ''}`;
    // A batch that has left the outbox never returns, so that it does not matter who had sent it.
    if (state.sentId === outboxId) key += 's';
    if (state.at === 'check' && state.id) key += ids(state.id);
    if (state.at === 'post') key += ids(state.batch.id);
    if (state.at === 'apply') {
      const { action, next } = state;
      key += `${action.type}${next}${'id' in action ? ids(action.id) : ''}${'named' in action ? action.named : ''}`;
    }
    if (opened) key += epochs(opened.epoch);
    for (const each of carried) key += `&${batchKey(each)}`;
    return key;
  };
  const tabKey = (tab: Tab | undefined): string => {
    if (!tab) return '.';
    const { consent, heard, owes, erasing } = tab;
    let key = `${consent.at}${consent.heard}${consent.owesErasure}${heard}u${tab.unsaved}`;
    if (owes) key += `owes${world.consent.number - owes}`;
    if (consent.epoch) key += epochs(consent.epoch);
    if (erasing) key += `erasing${world.consent.number - erasing}`;
    for (const { bag, epoch, current } of tab.appends) key += `a${bag}${epochs(epoch)}${current}`;
    return tab.flush ? `${key}(${flushKey(tab.flush)}` : key;
  };

  let key = diskKey(world.disk);
  if (world.durable !== world.disk) key += `/${diskKey(world.durable)}`;
  const order = orderOf(world.tabs);
  for (const at of order) key += `|${tabKey(world.tabs[at])}`;
  const requestKey = ({ id, bag, sentAt, waiter }: Request): string =>
    `${ids(id)}=${bag}~${(world.now - sentAt) / day}w${waiter < 0 ? '' : order.indexOf(waiter)}`;
  key += `|${world.wire.length > 1 ? world.wire.map(requestKey).sort().join() : world.wire.map(requestKey)}|`;
  for (const { id, kind, at } of world.settled) {
    if (ids.has(id)) key += `${ids(id)}${kind}${(world.now - at) / day},`;
  }
  const { given, number, withdrawn } = world.consent;
  key += `|${world.counted}f${world.faults}${world.skew}c${given}${number - withdrawn}`;
  for (const consent of world.observed) key += may.has('withdrawal') ? `o${number - consent}` : 'o';
  return key;
}

/** Numbers names in the order in which they are asked for; names that mean something stay what they are. */
function numbering(isMeaningless: boolean): { (name: string): string; has(name: string): boolean } {
  const names: string[] = [];
  const number = (name: string): string => {
    if (!isMeaningless) return name;
    const at = names.indexOf(name);
    return `${at < 0 ? names.push(name) - 1 : at}`;
  };
  return Object.assign(number, { has: (name: string) => !isMeaningless || names.includes(name) });
}

/** Tabs are alike: those that do different things are ordered by that. */
function orderOf(tabs: World['tabs']): readonly number[] {
  const [a, b] = tabs;
  if (tabs.length < 2) return [0];
  const shape = (tab: Tab | undefined): string =>
    tab ? `${tab.consent.at}${tab.heard}${tab.unsaved}${tab.appends.length}${tab.flush?.state.at ?? ''}` : '';
  return shape(a) <= shape(b) ? [0, 1] : [1, 0];
}
