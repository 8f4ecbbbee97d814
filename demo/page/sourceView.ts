import type { TurnChoice } from '../sources/sourceTurn.js';
import { byId, setText } from './dom.js';
import type { Source } from './sources/source.js';

const key = 'demo-source';

/** The choice of an agent and of its next turn. The choice of the agent survives a relaunch. */
export function sourceView(sources: readonly [Source, ...Source[]], storage: Storage) {
  const agents = byId<HTMLSelectElement>('source');
  const turns = byId<HTMLSelectElement>('turn');
  const source = (): Source => sources.find(({ id }) => id === agents.value) ?? sources[0];
  let next = 0;

  const showTurns = (): void => {
    next = 0;
    setText(byId('attachment'), source().attachment);
    turns.replaceChildren(
      new Option(`The next of the ${source().turns.length}`, ''),
      ...source().turns.map(({ id, title }) => new Option(title, id)),
    );
  };
  agents.append(...sources.map(({ id, title }) => new Option(title, id)));
  agents.value = storage.getItem(key) ?? '';
  if (agents.selectedIndex < 0) agents.selectedIndex = 0;
  showTurns();
  agents.addEventListener('change', () => {
    storage.setItem(key, agents.value);
    showTurns();
  });

  return {
    source,
    /** The chosen turn, or the next in order. */
    nextTurn(): TurnChoice {
      const all = source().turns;
      const turn = all.find(({ id }) => id === turns.value) ?? all[next++ % all.length];
      if (turn === undefined) throw new Error('the source has no turns');
      return turn;
    },
  };
}
