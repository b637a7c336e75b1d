import { DiscordAPIError } from 'discord.js';

/** The clocks of Discord and of this machine may differ; what was sent is looked for from this much earlier. */
export const CLOCKS_MAY_DIFFER_MS = 60_000;

/** Faults of a request that no later try can mend. */
const REFUSED_STATUS = 400;

/** Why Discord didn't do what it was asked: for good, or for now. */
export function failureIn(error: unknown): { readonly type: 'refused' | 'passing'; readonly why: string } {
  if (error instanceof DiscordAPIError && error.status === REFUSED_STATUS)
    return { type: 'refused', why: `${error.code}: ${error.message}` };
  return { type: 'passing', why: error instanceof Error ? error.message : String(error) };
}

/** What Discord's error code stands for in a table; undefined for any other error. */
export const codeIn = <Meaning>(meanings: Readonly<Record<number, Meaning>>, error: unknown) =>
  error instanceof DiscordAPIError ? meanings[Number(error.code)] : undefined;
