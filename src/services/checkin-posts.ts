import {
  CHECKIN_DAYS,
  EVENING,
  eveningAt,
  hasRaceEvening,
  readSlot,
  slotOf,
  slotsOf,
} from '../domain/checkin-days.ts';
import type { CheckinPostView } from '../domain/checkin-view.ts';
import type { ClubSettings } from '../domain/club.ts';
import type { Content } from '../domain/content.ts';
import { type CheckinKind, timelinessOf } from '../domain/post.ts';
import { dayInstant, dayZero, type Race, raced, raceKeyOf, subjectOfRace } from '../domain/race.ts';
import { type WallDate, wallOf } from '../domain/wall-time.ts';
import {
  checkedIn,
  mentionedAlready,
  mentionedBy,
  moveMentions,
  noteMentions,
  unanswered,
} from '../storage/checkins.ts';
import { listWanting } from '../storage/choices.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { type Post, planPost } from '../storage/posts.ts';
import { entriesOf, raceOf } from '../storage/races.ts';
import { inClub } from '../storage/transaction.ts';
import { findHelpLines } from './help-lines.ts';
import { drop, MOST_MENTIONED, type Moment, type PostComposer } from './post-composer.ts';

/** Who has let this many go by isn't asked again about that race. */
export const MOST_UNANSWERED = 2;

export const kindOn = (day: number): CheckinKind => (day === EVENING ? 'race-evening' : 'checkin');

/** Plans the check-ins of a race, as far as they lie ahead of `now` (UTC ms). */
export async function planCheckins(
  trx: Database,
  race: Race,
  { checkinTime }: Pick<ClubSettings, 'checkinTime'>,
  now: number,
): Promise<void> {
  const { kind } = race.distance;
  const due = CHECKIN_DAYS[kind].map((day) => [day, dayInstant(race, day, checkinTime)] as const);
  const all = hasRaceEvening(kind) ? [[EVENING, eveningAt(race)] as const, ...due] : due;
  const subject = subjectOfRace(race);
  for (const [day, dueAt] of all)
    if (dueAt > now)
      await planPost(trx, race.guildId, { kind: kindOn(day), subject, slot: slotOf(race, day) }, dueAt);
}

type CheckinPost = Post & { readonly kind: CheckinKind };

/** A race as it is when a check-in for one of its days is composed. */
interface Told extends Moment {
  readonly post: CheckinPost;
  readonly race: Race;
  readonly day: number;
  readonly page: number;
  readonly settings: ClubSettings;
}

const todayOf = ({ now, settings }: Told): WallDate => wallOf(now, settings.zone).slice(0, 10);

/** Everybody in a race whom the check-in of a day is for. */
interface Asked {
  readonly all: readonly string[];
  /** Who has checked in. */
  readonly done: ReadonlySet<string>;
  /** Who wants to be asked. */
  readonly wanting: readonly string[];
}

/**
 * Those whom the check-in of a day counts: all who raced, except who wants no check-ins and didn't check in all the
 * same. That somebody has let two go by takes nobody out of the figure.
 */
async function askedFor(trx: Database, race: Race, day: number): Promise<Asked> {
  const there = raced(await entriesOf(trx, race)).map(({ userId }) => userId);
  const done = new Set(await checkedIn(trx, race, day));
  const willing = await listWanting(trx, race.guildId, there, 'check-ins');
  const counted = new Set([...willing, ...done]);
  return { all: there.filter((userId) => counted.has(userId)), done, wanting: willing };
}

function countOf({ all, done }: Asked): { readonly checkedIn: number; readonly of: number } {
  return { checkedIn: all.filter((userId) => done.has(userId)).length, of: all.length };
}

/** What asks members how they are, on the days after their race. */
export function createCheckinPosts(db: Database, content: Content) {
  /**
   * Whom a post is to mention. That is written down before it is sent, so that no other post mentions them on that date
   * and the same people are mentioned when it has to be sent again. The next page is planned where there are more.
   */
  async function takeMentions(trx: Database, told: Told, due: readonly string[]): Promise<string[]> {
    const { post, race, day, page } = told;
    const today = todayOf(told);
    const already = await mentionedAlready(trx, post, today, slotsOf(race, day));
    const free = due.filter((userId) => !already.has(userId));
    const mention = free.slice(0, MOST_MENTIONED);
    await noteMentions(trx, post, race, day, today, mention);
    if (free.length > MOST_MENTIONED) {
      const next = { ...post, slot: slotOf(race, day, page + 1) };
      await planPost(trx, post.guildId, next, post.dueAt);
    }
    return mention;
  }

  /** Those who are to be mentioned, if nobody mentions them elsewhere. */
  async function dueFor(trx: Database, { race, day }: Told, asked: Asked) {
    const missed = await unanswered(trx, race, day, slotsOf(race));
    return asked.wanting.filter(
      (userId) => !asked.done.has(userId) && (missed.get(userId) ?? 0) < MOST_UNANSWERED,
    );
  }

  /** In a message that was sent mentions are text; who has left since, or wants no more of them, is taken out of it. */
  async function mentionsOf(trx: Database, told: Told, asked: Asked): Promise<string[]> {
    const { post, again } = told;
    const mine = await mentionedBy(trx, post);
    if (again) return asked.wanting.filter((userId) => mine.has(userId));
    const due = await dueFor(trx, told, asked);
    if (mine.size === 0 && post.triedAt === null) return takeMentions(trx, told, due);
    const today = await moveMentions(trx, post, todayOf(told));
    return due.filter((userId) => today.has(userId));
  }

  async function viewOf(trx: Database, told: Told): Promise<CheckinPostView | string> {
    const { post, race, day, page, again } = told;
    const asked = await askedFor(trx, race, day);
    const mention = await mentionsOf(trx, told, asked);
    // What was sent, or may have been, is not taken back because those who were mentioned need it no more.
    const begun = post.triedAt !== null || again;
    if (begun ? asked.all.length === 0 : mention.length === 0) return 'Nobody was to be asked';
    const view = {
      race,
      mention,
      count: page === 1 ? countOf(asked) : null,
      late: timelinessOf(post.kind, post.dueAt, post.finishedAt ?? told.now) !== 'on-time',
    };
    return day === EVENING
      ? { ...view, type: 'race-evening', help: await findHelpLines(trx, content, post.guildId) }
      : { ...view, type: 'checkin', day };
  }

  /** Why there is nothing to ask any more, whoever was in it. */
  function over({ race, day, settings, now, again, post }: Told): string | undefined {
    if (race.cancelledAt !== null) return 'The race was cancelled';
    if (readSlot(post.slot)?.date !== dayZero(race)) return 'The race was moved';
    const superseded = day === EVENING && dayInstant(race, 1, settings.checkinTime) <= now;
    return superseded && !again ? 'The next day had begun' : undefined;
  }

  const composer: PostComposer = {
    compose: (post, moment) =>
      inClub(db, post.guildId, async (trx) => {
        const key = raceKeyOf(post.subject);
        const slot = readSlot(post.slot);
        const [race, settings] = key
          ? [await raceOf(trx, key), await settingsOf(trx, post.guildId)]
          : [undefined, undefined];
        if (!race || !settings || !slot) return drop('The race is gone');
        const told = { ...moment, ...slot, post: { ...post, kind: kindOn(slot.day) }, race, settings };
        const view = over(told) ?? (await viewOf(trx, told));
        if (typeof view === 'string') return drop(view);
        return { type: 'say', channelId: settings.recoveryChannelId, view };
      }),
  };

  return { 'race-evening': composer, checkin: composer };
}
