import { presentIn } from '../domain/attendance.ts';
import { NOTIFICATIONS } from '../domain/notifications.ts';
import { type Race, racePhaseOf, racing } from '../domain/race.ts';
import { promote } from '../domain/roster.ts';
import { phaseOf, type Run } from '../domain/run.ts';
import { answersOf } from '../storage/answers.ts';
import { attendanceOf } from '../storage/attendance.ts';
import { SWITCHES } from '../storage/choices.ts';
import { settingsOf } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { MemberKey } from '../storage/members.ts';
import { listCheckinMentions } from '../storage/mentions.ts';
import { wantUpToDate } from '../storage/outbox.ts';
import { entriesOf, raceOf } from '../storage/races.ts';
import { placesOf, runOf, savePlaces } from '../storage/runs.ts';
import {
  countLeaver,
  eraseTraces,
  hasTraces,
  mentionsOf,
  namesOf,
  numbersIn,
  rowsOf,
  TRACES,
  type TraceName,
  type TraceRow,
} from '../storage/traces.ts';
import { inClub } from '../storage/transaction.ts';
import type { Vault } from '../storage/vault.ts';
import { tellPromoted } from './announce.ts';
import { withdrawAnswers } from './group-mood.ts';
import { followResults } from './race-schedule.ts';

/** What an export is made of: each kind of trace, parts of some, and texts of others that name the member. */
export const SECTIONS = [
  ...(Object.keys(TRACES) as TraceName[]),
  'keepingWish',
  'notificationsOff',
  'checkInMentions',
  'mentionedInTexts',
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** All that is kept of a member in one club. */
export interface Everything {
  /** UTC ms. */
  readonly at: number;
  readonly member: MemberKey;
  readonly sections: Readonly<Record<SectionName, readonly TraceRow[]>>;
}

export interface PrivacyService {
  everything(member: MemberKey): Promise<Everything>;
  /** Erases all of it, for good; counts stay, without a name. Tells whether there was anything. */
  erase(member: MemberKey): Promise<boolean>;
}

/** Told of themselves, nobody needs to be told in each row which club it is and who they are. */
const SAID_ONCE = new Set(['guild_id', 'user_id', 'created_by', 'cancelled_by']);

/** Columns about how the program works, not about the member. */
const WORKINGS = new Set([
  'card_channel_id',
  'card_message_id',
  'key_id',
  'nonce',
  'sealed',
  'closes_at',
  'group_mood',
  'cancellation',
  'attendance_taken_at',
  'erased_count',
  'origin',
  'session',
  'token',
  'token_until',
]);

const JSON_COLUMNS = new Set(['paces', 'route', 'template', 'plan']);

/** Instants as dates and times that a person can read. */
function readable(column: string, value: unknown): unknown {
  if (typeof value === 'number' && column.endsWith('_at')) return new Date(value).toISOString();
  if (typeof value === 'string' && JSON_COLUMNS.has(column)) return JSON.parse(value) as unknown;
  return value;
}

function shownRow(row: TraceRow): TraceRow {
  const { result_ms: time, ...rest } = row;
  const entries = Object.entries(rest).filter(([column]) => !SAID_ONCE.has(column) && !WORKINGS.has(column));
  return {
    ...Object.fromEntries(entries.map(([column, value]) => [column, readable(column, value)])),
    ...(time === undefined ? {} : { result_seconds: typeof time === 'number' ? time / 1000 : null }),
  };
}

/** What a member chose, under the names that files have had for it since there were three tables. */
function choicesIn(row: TraceRow = {}) {
  const { still_pictures = null, weekly_goal, under_18, keep_answers: keep = null } = row;
  const off = NOTIFICATIONS.filter((what) => row[SWITCHES[what]] === 0);
  return {
    choices: still_pictures === null ? [] : [{ still_pictures, weekly_goal, under_18 }],
    keepingWish: keep === null ? [] : [{ keep }],
    notificationsOff: off.map((what) => ({ what })),
  };
}

/** `onDue` is called whenever a post is due at once or a card has to be brought up to date. */
export function createPrivacyService(
  db: Database,
  vault: Vault,
  clock: () => number,
  onDue: () => void,
): PrivacyService {
  async function sectionOf(trx: Database, name: TraceName, member: MemberKey): Promise<TraceRow[]> {
    const rows = await rowsOf(trx, name, member);
    const trace = TRACES[name];
    if (!('about' in trace)) return rows.map(shownRow);
    const names = await namesOf(trx, member.guildId, trace.about);
    return rows.map((row) => ({ name: names.get(Number(row['number'])) ?? null, ...shownRow(row) }));
  }

  /** What they answered, opened; of what can't be opened, that it is there. */
  async function keptAnswers(trx: Database, member: MemberKey): Promise<TraceRow[]> {
    const { answers } = await answersOf(trx, vault, member, '0000-01-01');
    const opened = new Map(answers.map(({ on, race, scores }) => [`${on} ${race ?? 0}`, scores]));
    return (await rowsOf(trx, 'keptAnswers', member)).map((row) => ({
      ...shownRow(row),
      scores: opened.get(`${row['answered_on']} ${row['race']}`) ?? 'sealed by a key that is not here now',
    }));
  }

  async function promoteOthers(trx: Database, run: Run, { userId }: MemberKey): Promise<void> {
    const before = await placesOf(trx, run);
    const others = before.filter((place) => place.userId !== userId);
    const { places, promoted } = promote(others, run.capacity);
    await savePlaces(trx, run, before, places);
    await tellPromoted(trx, run, promoted, places, clock());
  }

  /** Whether a member counts among those who came to a run that is over. */
  async function wasAt(trx: Database, run: Run, { userId }: MemberKey): Promise<boolean> {
    if (phaseOf(run, clock()) !== 'started') return false;
    const attendance = await attendanceOf(trx, run);
    if (attendance) return presentIn(attendance.list).some((one) => one.userId === userId);
    return (await placesOf(trx, run)).some((one) => one.userId === userId && one.answer === 'going');
  }

  async function leaveRuns(trx: Database, member: MemberKey): Promise<void> {
    const { guildId } = member;
    for (const number of await numbersOf(
      trx,
      ['runAnswers', 'attendance', 'milestones', 'runsCreated', 'runsCancelled'],
      member,
    )) {
      const run = await runOf(trx, { guildId, number });
      if (!run) continue;
      if (await wasAt(trx, run, member)) await countLeaver(trx, 'runs', run);
      if (phaseOf(run, clock()) === 'open') await promoteOthers(trx, run, member);
      await wantUpToDate(trx, ['run-card', 'run-recap'], run);
    }
  }

  /** Returns races that are left. */
  async function leaveRaces(trx: Database, member: MemberKey): Promise<Race[]> {
    const { guildId, userId } = member;
    const races: Race[] = [];
    for (const number of await numbersOf(
      trx,
      ['races', 'racesAdded', 'racesCancelled', 'checkIns'],
      member,
    )) {
      const race = await raceOf(trx, { guildId, number });
      if (!race) continue;
      races.push(race);
      const entered = racing(await entriesOf(trx, race)).some((entry) => entry.userId === userId);
      const phase = racePhaseOf(race, clock());
      if (entered && (phase === 'results' || phase === 'over')) await countLeaver(trx, 'races', race);
      await wantUpToDate(trx, ['race-card', 'race-recap', 'checkin', 'race-evening'], race);
    }
    return races;
  }

  /** What follows from results is planned by those that are left. */
  async function planWithoutThem(trx: Database, guildId: string, races: readonly Race[]): Promise<void> {
    const settings = await settingsOf(trx, guildId);
    if (settings) for (const race of races) await followResults(trx, race, settings, clock());
  }

  return {
    everything: (member) =>
      inClub(db, member.guildId, async (trx) => {
        const sections = {} as Record<SectionName, readonly TraceRow[]>;
        for (const name of Object.keys(TRACES) as TraceName[])
          sections[name] =
            name === 'keptAnswers' ? await keptAnswers(trx, member) : await sectionOf(trx, name, member);
        Object.assign(sections, choicesIn((await rowsOf(trx, 'choices', member))[0]));
        const races = await namesOf(trx, member.guildId, 'races');
        sections.mentions = sections.mentions.filter((row) => row['on_date'] === null);
        sections.checkInMentions = (await listCheckinMentions(trx, member)).map((row) => ({
          name: races.get(row.number ?? 0) ?? null,
          ...row,
        }));
        sections.mentionedInTexts = await mentionsOf(trx, member);
        return { at: clock(), member, sections };
      }),

    async erase(member) {
      const known = await inClub(db, member.guildId, async (trx) => {
        if (!(await hasTraces(trx, member))) return false;
        await leaveRuns(trx, member);
        const races = await leaveRaces(trx, member);
        await withdrawAnswers(trx, member);
        await eraseTraces(trx, member, clock());
        await planWithoutThem(trx, member.guildId, races);
        return true;
      });
      onDue();
      return known;
    },
  };
}

/** Numbers in any of these traces, each once. */
async function numbersOf(
  trx: Database,
  names: readonly TraceName[],
  member: MemberKey,
): Promise<readonly number[]> {
  const numbers = new Set<number>();
  for (const name of names) for (const number of await numbersIn(trx, name, member)) numbers.add(number);
  return [...numbers];
}
