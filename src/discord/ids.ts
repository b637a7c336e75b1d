/** Discord's limit on a custom id, in characters. */
const LONGEST_ID = 100;

/** The custom id of a button or select: `command:action:argument:…`. It holds all that the press will need. */
export function componentId(command: string, action: string, ...args: readonly (string | number)[]): string {
  const parts = [command, action, ...args.map(String)];
  const id = parts.join(':');
  if (id.length > LONGEST_ID || parts.some((part) => part.includes(':')))
    throw new Error(`Unusable custom id: ${id}`);
  return id;
}

/** The parts of a custom id; `action` is empty where the id was not made by `componentId`. */
export function readComponentId(id: string): { command: string; action: string; args: string[] } {
  const [command = '', action = '', ...args] = id.split(':');
  return { command, action, args };
}
