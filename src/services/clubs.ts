import {
  type ClubSettings,
  type ClubSetUp,
  type OwnLines,
  USUAL_SETTINGS,
  USUAL_TIP_TIME,
} from '../domain/club.ts';
import { type Regions, regionOfZone } from '../domain/help-lines.ts';
import type { PostKind } from '../domain/post.ts';
import { findSettings, noteClubPresent, rememberClub, saveSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { listEventTroubles } from '../storage/events.ts';
import { listPostsOfClub, type Post, retryNow } from '../storage/outbox.ts';
import { leaveTroubled } from './channel-trouble.ts';
import { switchEvents } from './event-sync.ts';
import type { PostComposers } from './post-composer.ts';
import { movePostsOfClub } from './race-schedule.ts';
import { chooseReminders } from './run-schedule.ts';
import { planTip } from './weekly-tips.ts';
import { createWriter } from './writer.ts';

type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

type SettingsGiven = Given<Omit<ClubSettings, 'ownLines'>> & { readonly ownLines?: Given<OwnLines> };

/** One post, as the status of a club tells of it. */
export interface PostLine {
  readonly kind: PostKind;
  /** Of the run or race that it is about. */
  readonly number: number | null;
  /** When it is due or was sent or given up, UTC ms. */
  readonly at: number;
  readonly error: string | null;
}

function lineOf({ kind, number, state, finishedAt, dueAt, error }: Post): PostLine {
  return { kind, number, at: finishedAt ?? dueAt, error: state === 'sent' ? null : error };
}

const SHOWN = 5;

function withoutGaps<T extends object>(given: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** What a club begins with: whatever it doesn't choose is as usual in its region. */
function beginning({ zone }: Pick<SettingsGiven, 'zone'>, regions: Regions) {
  const { units } = zone === undefined ? USUAL_SETTINGS : regions[regionOfZone(zone, regions)];
  return { ...USUAL_SETTINGS, units };
}

/** A club that chooses a channel for the tip of the week wants the tip, even if it doesn't say when. */
function withTip(settings: Partial<ClubSettings>, { tipChannelId, tipTime }: SettingsGiven) {
  const wanted = tipChannelId !== undefined && tipTime === undefined && !settings.tipTime;
  return wanted ? { ...settings, tipTime: USUAL_TIP_TIME } : settings;
}

function isWhole(settings: Partial<ClubSettings>): settings is ClubSettings {
  return Boolean(settings.zone && settings.runsChannelId && settings.recoveryChannelId);
}

async function findStatus(db: Database, guildId: string, now: number) {
  const list = async (state: 'next' | 'sent' | 'failed') =>
    (await listPostsOfClub(db, guildId, state, SHOWN)).map(lineOf);
  return {
    settings: await findSettings(db, guildId),
    next: await list('next'),
    sent: await list('sent'),
    failed: await list('failed'),
    /** Why events of the server aren't as they should be, and how many. */
    events: await listEventTroubles(db, guildId, now),
  };
}
export type ClubStatus = Awaited<ReturnType<typeof findStatus>>;

export function createClubService(
  db: Database,
  regions: Regions,
  clock: () => number,
  composers: PostComposers,
  onDue: () => void,
) {
  const write = createWriter(db, onDue);
  return {
    settings: (guildId: string) => findSettings(db, guildId),

    /** Sets the club up, or changes what is given; the rest stays as it was. Undefined where something needed is missing. */
    setUp: (guildId: string, { ownLines = {}, ...given }: SettingsGiven) =>
      write(guildId, async (trx): Promise<ClubSetUp | undefined> => {
        const known = await findSettings(trx, guildId);
        const before = known ?? beginning(given, regions);
        const own = { ...before.ownLines, ...withoutGaps(ownLines) };
        const after = withTip({ ...before, ...withoutGaps(given), ownLines: own }, given);
        if (!isWhole(after)) return undefined;
        const now = clock();
        await rememberClub(trx, guildId, now);
        await noteClubPresent(trx, guildId);
        await saveSettings(trx, guildId, after, now);
        if (given.events !== undefined) await switchEvents(trx, guildId, given.events, now);
        await planTip(trx, guildId, after, now);
        await chooseReminders(trx, guildId, before.reminders, after, now);
        if (before.checkinTime !== after.checkinTime) await movePostsOfClub(trx, guildId, after, now);
        const chosen = [after.runsChannelId, after.recoveryChannelId, after.tipChannelId];
        await leaveTroubled(trx, composers, guildId, chosen, now);
        await retryNow(trx, guildId, now);
        return { settings: after, before: known };
      }),

    status: (guildId: string) => findStatus(db, guildId, clock()),
  };
}
