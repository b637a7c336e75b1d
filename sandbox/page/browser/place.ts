import { createContext } from 'preact';

/** What a text can do where it stands. */
export interface PlaceParts {
  now(): number;
  goTo(channel: string): void;
  /** Puts a command into the composer. */
  startCommand(path: string): void;
}

export const Place = createContext<PlaceParts>({
  now: () => 0,
  goTo() {},
  startCommand() {},
});
