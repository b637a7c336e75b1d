import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { StartError } from './start-error.ts';

/**
 * What a file says, checked. `name` is the file's path from the project's folder, for the message.
 * @throws {StartError} naming the file and the place of the first fault.
 */
export function readJson<T>(name: string, file: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`The content file ${name} can't be read: ${(error as Error).message}`);
  }
  // zod would compile the schema first, which takes longer than one reading without that.
  const checked = schema.safeParse(json, { jitless: true });
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const place = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new StartError(`The content file ${name} is not right${place}: ${issue?.message ?? 'unknown'}`);
}
