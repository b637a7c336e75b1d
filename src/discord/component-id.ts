import { z } from 'zod';

/** Discord's limit on a custom id, in characters. */
const LONGEST_ID = 100;

/** A custom id as Discord keeps it: `command:action:argument:…`. It holds all that a press will need. */
export function componentId(command: string, action: string, ...args: readonly (string | number)[]): string {
  const parts = [command, action, ...args.map(String)];
  const made = parts.join(':');
  if (made.length > LONGEST_ID || parts.some((part) => part.includes(':')))
    throw new Error(`Unusable custom id: ${made}`);
  return made;
}

/** The parts of a custom id; `action` is empty where the id was not made by `componentId`. */
export function readComponentId(made: string): { command: string; action: string; args: string[] } {
  const [command = '', action = '', ...args] = made.split(':');
  return { command, action, args };
}

/** One kind of custom id: called with its parts, it makes the id of a component; `read` gives its handler the parts. */
export interface ComponentId<Parts extends readonly unknown[]> {
  (...parts: Parts): string;
  readonly command: string;
  readonly action: string;
  /** Undefined where these can't be the arguments of such an id. */
  readonly read: (args: readonly string[]) => Parts | undefined;
}

/** `parts`: a tuple of codecs between the texts in an id and what they stand for. */
export function id<Parts extends readonly unknown[]>(
  command: string,
  action: string,
  parts: z.ZodType<Parts, readonly (string | undefined)[]>,
): ComponentId<Parts> {
  const make = (...values: Parts) =>
    componentId(command, action, ...z.encode(parts, values).filter((one) => one !== undefined));
  return Object.assign(make, {
    command,
    action,
    read: (args: readonly string[]) => z.safeDecode(parts, args).data,
  });
}
