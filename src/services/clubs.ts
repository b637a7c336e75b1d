import { type ClubSettings, USUAL_SETTINGS } from '../domain/club.ts';
import { rememberClub, saveSettings, settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { type Post, postsOfClub } from '../storage/posts.ts';

/** Settings as far as they were given. */
export type SettingsGiven = { readonly [Name in keyof ClubSettings]?: ClubSettings[Name] | undefined };

export interface ClubStatus {
  readonly settings: ClubSettings | undefined;
  readonly next: readonly Post[];
  readonly sent: readonly Post[];
  readonly failed: readonly Post[];
}

export interface ClubService {
  settings(guildId: string): Promise<ClubSettings | undefined>;
  /** Sets the club up, or changes what is given; the rest stays as it was. Undefined where something needed is missing. */
  setUp(guildId: string, given: SettingsGiven): Promise<ClubSettings | undefined>;
  status(guildId: string): Promise<ClubStatus>;
}

const SHOWN = 5;

function withoutGaps(given: SettingsGiven): Partial<ClubSettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function isWhole(settings: Partial<ClubSettings>): settings is ClubSettings {
  return Boolean(settings.zone && settings.runsChannelId && settings.recoveryChannelId);
}

export function createClubService(db: Database, clock: () => number): ClubService {
  return {
    settings: (guildId) => settingsOf(db, guildId),

    setUp: (guildId, given) =>
      db.transaction().execute(async (trx) => {
        const before = (await settingsOf(trx, guildId)) ?? USUAL_SETTINGS;
        const settings = { ...before, ...withoutGaps(given) };
        if (!isWhole(settings)) return undefined;
        await rememberClub(trx, guildId, clock());
        await saveSettings(trx, guildId, settings, clock());
        return settings;
      }),

    async status(guildId) {
      const [settings, next, sent, failed] = await Promise.all([
        settingsOf(db, guildId),
        postsOfClub(db, guildId, 'next', SHOWN),
        postsOfClub(db, guildId, 'sent', SHOWN),
        postsOfClub(db, guildId, 'failed', SHOWN),
      ]);
      return { settings, next, sent, failed };
    },
  };
}
