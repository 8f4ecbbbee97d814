import type { Counters } from 'turntally';

/** A scripted turn of a framework's agent, with the counts it must end up as: stated by hand, not computed. */
export interface SourceTurn {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly counts: Counters;
}

/** What the page knows of a turn. */
export type TurnChoice = Pick<SourceTurn, 'id' | 'title' | 'prompt'>;

export const choices = (turns: readonly SourceTurn[]): TurnChoice[] =>
  turns.map(({ id, title, prompt }) => ({ id, title, prompt }));

/** What the page sends along, in each framework's own field for such: which turn, and how fast. */
export interface Asked {
  readonly turn: string;
  readonly fast: boolean;
}

/** The pause between two items of a stream. */
export const pauseMs = ({ fast }: { readonly fast?: boolean | undefined }): number => (fast ? 0 : 40);

/** Increments of a word, as a model streams them. */
export const words = (text: string): string[] => text.match(/\S+\s*/g) ?? [];
