import { USUAL_SETTINGS } from '../domain/club.ts';
import type { Content } from '../domain/content.ts';
import type { HelpLines } from '../domain/help-lines.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';

/** Finds whom members of a club call; a club that isn't set up has the lines that hold anywhere. */
export async function findHelpLines(
  db: Database,
  { helpLines }: Content,
  guildId: string,
): Promise<HelpLines> {
  const { region } = (await settingsOf(db, guildId)) ?? USUAL_SETTINGS;
  return helpLines[region];
}
