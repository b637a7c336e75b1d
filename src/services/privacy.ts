import { presentIn } from '../domain/attendance.ts';
import { NOTIFICATIONS } from '../domain/notifications.ts';
import { type Race, racePhaseOf, racing } from '../domain/race.ts';
import { phaseOf, type Run } from '../domain/run.ts';
import { listAnswers } from '../storage/answers.ts';
import { findAttendance } from '../storage/attendance.ts';
import { SWITCHES } from '../storage/choices.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import type { Encryption } from '../storage/encryption.ts';
import type { MemberKey } from '../storage/members.ts';
import { listCheckinMentions } from '../storage/mentions.ts';
import { wantUpToDate } from '../storage/outbox.ts';
import {
  countErased,
  erasePersonalData,
  hasPersonalData,
  listNames,
  listNumbers,
  listRows,
  listTextsNaming,
  PERSONAL_DATA,
  type PersonalDataName,
  type PersonalDataRow,
} from '../storage/personal-data.ts';
import { findRace, listEntries } from '../storage/races.ts';
import { findRun, listRsvps } from '../storage/runs.ts';
import { inClub } from '../storage/transaction.ts';
import { withdrawAnswers } from './group-mood.ts';
import { followResults } from './race-schedule.ts';
import { takeOffList } from './run-schedule.ts';
import { createWriter } from './writer.ts';

/** What an export is made of: each kind of trace, parts of some, and texts of others that name the member. */
export const SECTIONS = [
  ...(Object.keys(PERSONAL_DATA) as PersonalDataName[]),
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
  readonly sections: Readonly<Record<SectionName, readonly PersonalDataRow[]>>;
}

/** The file says once which club it is and who the member is, not in each row. */
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

function shownRow(row: PersonalDataRow): PersonalDataRow {
  const { result_ms: time, occurrence_date: slot, ...rest } = row;
  const entries = Object.entries(rest).filter(([column]) => !SAID_ONCE.has(column) && !WORKINGS.has(column));
  return {
    ...Object.fromEntries(entries.map(([column, value]) => [column, readable(column, value)])),
    // The shape of the file stays, whatever columns are called.
    ...(slot === undefined ? {} : { slot }),
    ...(time === undefined ? {} : { result_seconds: typeof time === 'number' ? time / 1000 : null }),
  };
}

/** What a member chose, under the names that files have had for it since there were three tables. */
function choicesIn(row: PersonalDataRow = {}) {
  const { still_pictures = null, weekly_goal, under_18, keep_answers: keep = null } = row;
  const off = NOTIFICATIONS.filter((what) => row[SWITCHES[what]] === 0);
  return {
    choices: still_pictures === null ? [] : [{ still_pictures, weekly_goal, under_18 }],
    keepingWish: keep === null ? [] : [{ keep }],
    notificationsOff: off.map((what) => ({ what })),
  };
}

/** Where a member can be in runs, and in races. */
const IN_RUNS: PersonalDataName[] = [
  'runAnswers',
  'attendance',
  'milestones',
  'runsCreated',
  'runsCancelled',
];
const IN_RACES: PersonalDataName[] = ['races', 'racesAdded', 'racesCancelled', 'checkIns'];

/** Numbers in any of these traces, each once. */
async function listNumbersIn(trx: Database, names: readonly PersonalDataName[], member: MemberKey) {
  const numbers = await Promise.all(names.map((name) => listNumbers(trx, name, member)));
  return new Set(numbers.flat());
}

export function createPrivacyService(
  db: Database,
  encryption: Encryption,
  clock: () => number,
  onDue: () => void,
) {
  const write = createWriter(db, onDue);

  async function sectionOf(trx: Database, name: PersonalDataName, member: MemberKey) {
    const rows = await listRows(trx, name, member);
    const trace = PERSONAL_DATA[name];
    if (!('about' in trace)) return rows.map(shownRow);
    const names = await listNames(trx, member.guildId, trace.about);
    return rows.map((row) => ({ name: names.get(Number(row['number'])) ?? null, ...shownRow(row) }));
  }

  /** Their answers, opened; one that can't be opened is only said to be there. */
  async function keptAnswers(trx: Database, member: MemberKey): Promise<PersonalDataRow[]> {
    const { answers } = await listAnswers(trx, encryption, member, '0000-01-01');
    const opened = new Map(answers.map(({ on, race, scores }) => [`${on} ${race ?? 0}`, scores]));
    return (await listRows(trx, 'keptAnswers', member)).map((row) => ({
      ...shownRow(row),
      scores: opened.get(`${row['answered_on']} ${row['race']}`) ?? 'sealed by a key that is not here now',
    }));
  }

  /** Whether a member counts among those who came to a run that is over. */
  async function wasAt(trx: Database, run: Run, { userId }: MemberKey): Promise<boolean> {
    if (phaseOf(run, clock()) !== 'started') return false;
    const attendance = await findAttendance(trx, run);
    if (attendance) return presentIn(attendance.list).some((one) => one.userId === userId);
    return (await listRsvps(trx, run)).some((one) => one.userId === userId && one.answer === 'going');
  }

  async function leaveRuns(trx: Database, member: MemberKey): Promise<void> {
    const { guildId, userId } = member;
    for (const number of await listNumbersIn(trx, IN_RUNS, member)) {
      const run = await findRun(trx, { guildId, number });
      if (!run) continue;
      if (await wasAt(trx, run, member)) await countErased(trx, 'runs', run);
      if (phaseOf(run, clock()) === 'open') await takeOffList(trx, run, userId, clock());
      await wantUpToDate(trx, ['run-card', 'run-recap'], run);
    }
  }

  /** Returns races that are left. */
  async function leaveRaces(trx: Database, member: MemberKey): Promise<Race[]> {
    const { guildId, userId } = member;
    const races: Race[] = [];
    for (const number of await listNumbersIn(trx, IN_RACES, member)) {
      const race = await findRace(trx, { guildId, number });
      if (!race) continue;
      races.push(race);
      const entered = racing(await listEntries(trx, race)).some((entry) => entry.userId === userId);
      const phase = racePhaseOf(race, clock());
      if (entered && (phase === 'results' || phase === 'over')) await countErased(trx, 'races', race);
      await wantUpToDate(trx, ['race-card', 'race-recap', 'checkin', 'race-evening'], race);
    }
    return races;
  }

  return {
    everything: (member: MemberKey) =>
      inClub(db, member.guildId, async (trx): Promise<Everything> => {
        const sections = {} as Record<SectionName, readonly PersonalDataRow[]>;
        for (const name of Object.keys(PERSONAL_DATA) as PersonalDataName[])
          sections[name] =
            name === 'keptAnswers' ? await keptAnswers(trx, member) : await sectionOf(trx, name, member);
        Object.assign(sections, choicesIn((await listRows(trx, 'choices', member))[0]));
        const races = await listNames(trx, member.guildId, 'races');
        sections.mentions = sections.mentions.flatMap(({ post_id, on_date }) =>
          on_date === null ? [{ post_id }] : [],
        );
        sections.checkInMentions = (await listCheckinMentions(trx, member)).map((row) => ({
          name: races.get(row.number ?? 0) ?? null,
          ...row,
        }));
        sections.mentionedInTexts = await listTextsNaming(trx, member);
        return { at: clock(), member, sections };
      }),

    /** Erases all of it, for good; counts stay, without a name. Tells whether there was anything. */
    erase: (member: MemberKey) =>
      write(member.guildId, async (trx) => {
        if (!(await hasPersonalData(trx, member))) return false;
        await leaveRuns(trx, member);
        const races = await leaveRaces(trx, member);
        await withdrawAnswers(trx, member);
        await erasePersonalData(trx, member, clock());
        // What follows from results is planned by those that are left.
        const settings = await findSettings(trx, member.guildId);
        if (settings) for (const race of races) await followResults(trx, race, settings, clock());
        return true;
      }),
  };
}
