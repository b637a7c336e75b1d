import { CHECKIN_DAYS, EVENING, eveningAt, hasRaceEvening } from '../domain/checkin-days.ts';
import type { CheckinKind, CheckinPostView } from '../domain/checkin-post.ts';
import type { ClubSettings } from '../domain/club.ts';
import type { Content } from '../domain/content.ts';
import { timelinessOf } from '../domain/post.ts';
import type { Mention } from '../domain/post-view.ts';
import { dayInstant, dayZero, type Race, raced } from '../domain/race.ts';
import { dateAt } from '../domain/wall-time.ts';
import { listCheckedIn, listCheckins } from '../storage/checkins.ts';
import { listWanting } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { listAsked, listMentionedOn, listMentionedOnOtherPages, listMentions } from '../storage/mentions.ts';
import { type NewPost, planPost } from '../storage/outbox.ts';
import { listEntries } from '../storage/races.ts';
import { findHelpLines } from './help-lines.ts';
import {
  type Composing,
  drop,
  findRaceOf,
  MOST_MENTIONED,
  type Page,
  type PostComposer,
} from './post-composer.ts';

/** A member who left this many check-ins of a race unanswered isn't asked about it again. */
export const MOST_UNANSWERED = 2;

/** The post that asks, or on the evening tells, those who raced how they are, so many days after a race. */
export function checkinOn(race: Race, day: number): NewPost<CheckinKind> {
  const kind = day === EVENING ? 'race-evening' : 'checkin';
  return { kind, about: race, details: { date: dayZero(race), day } };
}

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
  for (const [day, dueAt] of all) if (dueAt > now) await planPost(trx, checkinOn(race, day), dueAt);
}

/** A race as it is when a check-in for one of its days is composed. */
interface CheckinComposing extends Composing<CheckinKind> {
  readonly race: Race;
  readonly settings: ClubSettings;
}

/** Everybody in a race whom the check-in of a day is for: `all` of them, who has checked in, and who wants to be asked. */
type Asked = Awaited<ReturnType<typeof findAsked>>;

/**
 * Those whom the check-in of a day counts: all who raced, except those who want no check-ins and didn't check in
 * anyway. Members who left two unanswered still count.
 */
async function findAsked(trx: Database, race: Race, day: number) {
  const there = raced(await listEntries(trx, race)).map(({ userId }) => userId);
  const done = new Set(await listCheckedIn(trx, race, day));
  const wanting = await listWanting(trx, race.guildId, there, 'check-ins');
  const counted = new Set([...wanting, ...done]);
  return { all: there.filter((userId) => counted.has(userId)), done, wanting };
}

/**
 * How many check-ins of a race, as it is dated now, each member, or `userId` alone, was mentioned for and didn't answer,
 * `day` not among them. Those that never went out don't count, nor does the list of the race's evening, which asks nothing.
 */
export async function countUnanswered(trx: Database, race: Race, day: number, userId?: string) {
  const answers = await listCheckins(trx, race, userId);
  const answered = new Set(answers.map((one) => `${one.userId} ${one.day}`));
  const asked = await listAsked(trx, race, dayZero(race), userId);
  const missed = asked.filter((one) => one.day !== day && !answered.has(`${one.userId} ${one.day}`));
  const days = Map.groupBy(missed, ({ userId }) => userId);
  return new Map([...days].map(([whom, all]) => [whom, new Set(all.map((one) => one.day)).size]));
}

/** Those who are to be mentioned, if nobody mentions them elsewhere. */
async function listDue({ trx, race, details }: CheckinComposing, asked: Asked): Promise<readonly string[]> {
  const missed = await countUnanswered(trx, race, details.day);
  return asked.wanting.filter(
    (userId) => !asked.done.has(userId) && (missed.get(userId) ?? 0) < MOST_UNANSWERED,
  );
}

/**
 * Whom a check-in is to mention: nobody whom another post of its kind mentions on that date, nor another page of it. In
 * a message that was sent mentions are text; who has left since, or wants no more of them, is taken out of it. One that
 * has to be sent again mentions the same people, on the date that it has by then.
 */
async function findMentions(composing: CheckinComposing, asked: Asked): Promise<Page> {
  const { trx, post, settings, now, again } = composing;
  const noted = await listMentions(trx, post);
  const mine = new Set(noted.map(({ userId }) => userId));
  if (again) return { mention: asked.wanting.filter((userId) => mine.has(userId)), notes: {} };
  const today = dateAt(now, settings.zone);
  const due = await listDue(composing, asked);
  const elsewhere = await listMentionedOn(trx, post, today);
  const onOtherPages = await listMentionedOnOtherPages(trx, post);
  const free = due.filter((userId) => !elsewhere.has(userId) && !onOtherPages.has(userId));
  if (mine.size === 0 && post.triedAt === null) {
    const mention = free.slice(0, MOST_MENTIONED);
    const mentions = mention.map((userId): Mention => ({ userId, onDate: today }));
    return { mention, notes: { mentions, more: free.length > mention.length } };
  }
  const mentions = noted.map((one) => (elsewhere.has(one.userId) ? one : { ...one, onDate: today }));
  const mention = free.filter((userId) => mine.has(userId));
  return { mention, notes: { mentions, more: free.length > mention.length } };
}

/** Why there is nothing left to ask anybody. */
function whyOver({ race, details, settings, now, again }: CheckinComposing): string | undefined {
  if (race.cancelledAt !== null) return 'The race was cancelled';
  if (details.date !== dayZero(race)) return 'The race was moved';
  const superseded = details.day === EVENING && dayInstant(race, 1, settings.checkinTime) <= now;
  return superseded && !again ? 'The next day had begun' : undefined;
}

/** What asks members how they are, on the days after their race. */
export function createCheckinPosts(content: Content) {
  const composer: PostComposer<CheckinKind> = {
    async compose(moment) {
      const { trx, post, details, again, now } = moment;
      const race = await findRaceOf(trx, post);
      const settings = await findSettings(trx, post.guildId);
      if (!race || !settings) return drop('The race is gone');
      const composing = { ...moment, race, settings };
      const why = whyOver(composing);
      if (why !== undefined) return drop(why);
      const asked = await findAsked(trx, race, details.day);
      const { mention, notes } = await findMentions(composing, asked);
      // A post that was sent, or may have been, stays although those whom it mentions no longer need it.
      const begun = post.triedAt !== null || again;
      if (begun ? asked.all.length === 0 : mention.length === 0) return drop('Nobody was to be asked');
      const late = timelinessOf(post.kind, post.dueAt, post.finishedAt ?? now) !== 'on-time';
      const checkedIn = asked.all.filter((userId) => asked.done.has(userId)).length;
      const count = post.firstId === post.id ? { checkedIn, of: asked.all.length } : null;
      const said = { race, mention, count, late };
      const view: CheckinPostView =
        details.day === EVENING
          ? { ...said, type: 'race-evening', help: await findHelpLines(trx, content, post.guildId) }
          : { ...said, type: 'checkin', day: details.day };
      return { type: 'say', channelId: settings.recoveryChannelId, view, notes };
    },
  };

  return { 'race-evening': composer, checkin: composer };
}
