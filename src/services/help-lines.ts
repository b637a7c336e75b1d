import type { Content } from '../domain/content.ts';
import { type HelpLines, helpLinesOf } from '../domain/help-lines.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';

/** Finds whom members of a club call; a club that isn't set up has the lines that hold anywhere. */
export async function findHelpLines(
  db: Database,
  { helpLines }: Content,
  guildId: string,
): Promise<HelpLines> {
  const settings = await settingsOf(db, guildId);
  return settings ? helpLinesOf(settings, helpLines) : helpLines.elsewhere;
}
