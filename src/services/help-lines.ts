import type { ClubSettings } from '../domain/club.ts';
import type { Content } from '../domain/content.ts';
import { type HelpLines, helpLinesOf } from '../domain/help-lines.ts';
import { findPreferences } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';

/** A club that isn't set up has the lines that hold anywhere. */
const linesFor = (settings: ClubSettings | undefined, { helpLines }: Content): HelpLines =>
  settings ? helpLinesOf(settings, helpLines) : helpLines.elsewhere;

/** Finds whom members of a club call, for what all of them read. */
export async function findHelpLines(db: Database, content: Content, guildId: string): Promise<HelpLines> {
  return linesFor(await findSettings(db, guildId), content);
}

/** Finds whom one member calls; under 18 they have others to tell, too. */
export async function findHelpFor(db: Database, content: Content, member: MemberKey): Promise<HelpLines> {
  const settings = await findSettings(db, member.guildId);
  const help = linesFor(settings, content);
  const { under18 } = await findPreferences(db, member);
  return under18 ? { ...help, under18: { welfareOfficerId: settings?.welfareOfficerId ?? null } } : help;
}
