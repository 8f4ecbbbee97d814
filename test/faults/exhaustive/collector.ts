import { day } from '../../support/ledgers.js';
import { firstToken, timesIn } from './bags.js';
import { answered } from './performDelivery.js';
import type { Setting } from './setting.js';
import { type Emit, nameOf, type Request, type Settled, short, type World } from './world.js';

const statusOf: Record<Settled['kind'], string> = {
  counted: '202',
  named: 'void 400, naming a counter',
  'turned away': 'void 429 or 503',
  refused: 'void 400, 413 or 415, naming none',
};

/**
 * The collector, and the network before it. A request may be processed at any time while it is on its way, whether or
 * not somebody still waits for the answer. So an answer that is lost is the same as none, and a request processed later.
 */
export function wireSteps(world: World, setting: Setting, emit: Emit): void {
  for (const request of world.wire) {
    process(world, request, setting, emit);
    if (!world.faults) continue;
    const faulted = { ...world, faults: world.faults - 1 };
    const { may } = setting;
    if (may.has('copy')) {
      emit(
        `the network copies the request of ${short(request.id)}`,
        onWire(faulted, request, [{ ...request, waiter: -1 }], true),
      );
    }
    if (request.waiter < 0) continue;
    const left = onWire(faulted, request, [{ ...request, waiter: -1 }]);
    if (may.has('silence')) {
      emit(
        `${nameOf(request.waiter)} hears nothing of ${short(request.id)}`,
        answered(left, request.waiter, undefined, setting),
      );
    }
    if (may.has('other answer')) {
      for (const { say, response } of setting.otherAnswers) {
        emit(
          `${nameOf(request.waiter)} gets for ${short(request.id)} one of ${say} from somebody else`,
          answered(left, request.waiter, response, setting),
        );
      }
    }
  }
}

const onWire = (world: World, request: Request, instead: readonly Request[], keep = false): World => ({
  ...world,
  wire: world.wire.flatMap((other) => (other === request ? [...(keep ? [request] : []), ...instead] : [other])),
});

function process(world: World, request: Request, setting: Setting, emit: Emit): void {
  const { id, waiter, bag } = request;
  const calm = waiter < 0 ? undefined : 4;
  const what = `${waiter < 0 ? 'a late copy of ' : ''}${short(id)}`;
  const gone = onWire(world, request, []);
  const known = world.settled.find((settled) => settled.id === id);
  if (known) {
    emit(`the collector has seen ${what}: ${statusOf[known.kind]}`, heard(gone, request, known, setting), calm);
    return;
  }
  const decide = (kind: Settled['kind'], before: World, turn?: number): void => {
    const settled: Settled = { id, kind, bag, at: world.now };
    const verb = kind === 'counted' ? 'counts' : 'refuses';
    const after = heard(remembered(before, settled, setting), request, settled, setting);
    emit(`the collector ${verb} ${what}: ${statusOf[kind]}`, after, turn);
  };
  const { unacceptable } = setting.scenario;
  if (unacceptable && timesIn(bag, 0)) decide(unacceptable, gone, calm);
  else {
    decide('counted', gone, calm);
    if (!world.faults || !setting.may.has('void')) return;
    for (const kind of ['named', 'turned away', 'refused'] as const)
      decide(kind, { ...gone, faults: world.faults - 1 });
  }
}

function remembered(world: World, settled: Settled, { rules }: Setting): World {
  const counted = world.counted + (settled.kind === 'counted' ? settled.bag : 0);
  if (settled.kind === 'turned away' && !rules.collectorRemembersTheTurnedAway) return world;
  return { ...world, counted, settled: [...world.settled, settled] };
}

function heard(world: World, { waiter }: Request, { kind, bag }: Settled, setting: Setting): World {
  if (waiter < 0) return world;
  const status = kind === 'counted' ? 202 : kind === 'turned away' ? 429 : 400;
  const named = kind === 'named' ? [firstToken(bag)] : [];
  return answered(world, waiter, { status, void: kind !== 'counted', named }, setting);
}

/** No request is on its way for longer: what is sent on a batch's last day arrives before its id is forgotten. */
const onItsWayMs = 16 * day;

/** The collector forgets, requests die, and whoever waits for an answer hears nothing. */
export function later(world: World, days: number, setting: Setting): World {
  const now = world.now + days * day;
  const keptMs = (setting.rules.collectorRemembers30Days ? 30 : 14) * day;
  let next: World = { ...world, now, settled: world.settled.filter(({ at }) => now - at <= keptMs) };
  for (const { waiter } of world.wire) if (waiter >= 0) next = answered(next, waiter, undefined, setting);
  const wire = world.wire
    .filter(({ sentAt }) => now - sentAt <= onItsWayMs || !setting.rules.requestsDie)
    .map((request) => ({ ...request, waiter: -1 }));
  return { ...next, wire };
}
