import type { Counters } from 'turntally';

/** A scripted turn of a framework's agent, with the counts it must result in, which are written by hand. */
export interface SourceTurn {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly counts: Counters;
}

/** The part of a turn that the page needs. */
export type TurnChoice = Pick<SourceTurn, 'id' | 'title' | 'prompt'>;

export const choices = (turns: readonly SourceTurn[]): TurnChoice[] =>
  turns.map(({ id, title, prompt }) => ({ id, title, prompt }));

/** The page's request for a turn, sent in each framework's field for custom data. */
export interface TurnRequest {
  readonly turn: string;
  readonly fast: boolean;
}

/** The pause between two items of a stream. */
export const pauseMs = ({ fast }: { readonly fast?: boolean | undefined }): number => (fast ? 0 : 40);

/** Splits a text into words, as a model streams them. */
export const words = (text: string): string[] => text.match(/\S+\s*/g) ?? [];
