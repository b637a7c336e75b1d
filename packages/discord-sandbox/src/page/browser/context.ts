import { createContext } from 'preact';
import type { Device } from '../../client/devices.ts';

/** What links and mentions in a text can do. */
export interface TextActions {
  now(): number;
  readonly device: Device;
  goTo(channel: string): void;
  /** Goes to a message in a channel, as far back as it may be. */
  goToMessage(channel: string, id: string): void;
  /** Puts a command into the composer. */
  startCommand(path: string): void;
}

export const TextContext = createContext<TextActions>({
  now: () => 0,
  device: 'computer',
  goTo() {},
  goToMessage() {},
  startCommand() {},
});
