import { AbstractChat } from 'ai7';
import { newState } from './chat.js';

/** What `useChat` of version 7 runs, without its view. */
export class TestChat7 extends AbstractChat<never> {
  constructor(transport: object) {
    super({ transport: transport as never, state: newState() as never });
  }
}
