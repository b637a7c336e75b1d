import type { ClubSettings } from '../domain/club.ts';
import { DAY } from '../domain/duration.ts';
import { type Made, mayChange, type NotAllowed, whyNotChange } from '../domain/leading.ts';
import { occurrencesAfter, type Series } from '../domain/recurrence.ts';
import { orderOf, type PressOutcome, press, promote, type Reply, type Rsvp } from '../domain/roster.ts';
import {
  type Change,
  changesBetween,
  PARTS,
  phaseOf,
  QUOTAS,
  type Run,
  type RunKey,
  type RunPhase,
  type RunPlan,
  type RunSeries,
  type Scope,
  templateOf,
  withPartsOf,
} from '../domain/run.ts';
import { type RunAsked, type RunRead, readRun } from '../domain/run-request.ts';
import { findSettings } from '../storage/clubs.ts';
import type { Database } from '../storage/database.ts';
import { touchEvent } from '../storage/events.ts';
import { rememberMember } from '../storage/members.ts';
import { dropPlanned, planPost, wantUpToDate } from '../storage/outbox.ts';
import {
  changeRun,
  countCreated,
  findRun,
  insertRun,
  keepCancelled,
  listRsvps,
  listRunsOfSeriesToCome,
  listRunsToCome,
  moveInSeries,
  saveRsvps,
} from '../storage/runs.ts';
import { changeSeries, findSeries, insertSeries } from '../storage/series.ts';
import { showOnCard } from './card-posts.ts';
import { announce, planReminders, saveRoster } from './run-schedule.ts';
import { createWriter, type Due } from './writer.ts';

/** Who does something, and what Discord says they may do. */
export interface Actor {
  readonly guildId: string;
  readonly userId: string;
  readonly roleIds: readonly string[];
  /** May manage the server. */
  readonly isAdmin: boolean;
  /** Their language, as Discord tells it. */
  readonly locale: string;
}

export interface RunView {
  readonly run: Run;
  readonly rsvps: readonly Rsvp[];
}

/** Which of the two was meant, where clocks show the hour twice. */
type Stated = Extract<RunRead, { type: 'plan' }>['stated'];

/** A club has to be set up before anything can happen in it. */
export type NotSetUp = { readonly type: 'not-set-up' };
type UnreadableRun = { readonly type: 'unreadable'; readonly why: Exclude<RunRead, { type: 'plan' }> };
export type NoSuchRun = { readonly type: 'no-such-run' };
export type Over = { readonly type: 'over'; readonly run: Run; readonly phase: Exclude<RunPhase, 'open'> };

export type RunNotToChange = NotSetUp | NotAllowed | NoSuchRun | Over;

type RunNotToCreate = NotSetUp | { readonly type: 'too-many-open' | 'too-many-today'; readonly most: number };

export type CreateOutcome =
  | RunNotToCreate
  | UnreadableRun
  | {
      readonly type: 'created';
      readonly run: Run;
      readonly settings: ClubSettings;
      readonly stated: Stated;
      readonly series: RunSeries | undefined;
      /** Instants of the next runs of the series, the first not among them. */
      readonly next: readonly number[];
    };

export type ReplyOutcome =
  | NoSuchRun
  | Over
  | ({ readonly type: 'answered'; readonly outcome: PressOutcome } & RunView)
  | ({ readonly type: 'not-going' } & RunView)
  | ({ readonly type: 'no-such-pace' } & RunView)
  | ({ readonly type: 'pace-chosen'; readonly label: string } & RunView);

export type ChangeOutcome =
  | RunNotToChange
  | UnreadableRun
  | { readonly type: 'nothing-changed'; readonly run: Run }
  | {
      readonly type: 'changed';
      readonly run: Run;
      readonly changed: readonly Change['part'][];
      readonly promoted: number;
      readonly stated: Stated;
      readonly wholeSeries: boolean;
    };

interface OpenRun {
  readonly type: 'open';
  readonly run: Run;
}

/** The run, if it still takes answers at `now` (UTC ms). */
async function openRun(trx: Database, key: RunKey, now: number): Promise<NoSuchRun | Over | OpenRun> {
  const run = await findRun(trx, key);
  if (!run) return { type: 'no-such-run' };
  const phase = phaseOf(run, now);
  return phase === 'open' ? { type: 'open', run } : { type: 'over', run, phase };
}

/** As `openRun`, for those who may change it. */
export async function changeableRun(
  trx: Database,
  actor: Actor,
  number: number,
  now: number,
): Promise<RunNotToChange | (OpenRun & { readonly settings: ClubSettings })> {
  const settings = await findSettings(trx, actor.guildId);
  if (!settings) return { type: 'not-set-up' };
  const found = await openRun(trx, { guildId: actor.guildId, number }, now);
  if (found.type !== 'open') return found;
  return whyNotChange(settings, found.run, actor) ?? { ...found, settings };
}

/** Whether somebody may create a run at `now` (UTC ms), and with which settings. */
async function roomForRun(
  trx: Database,
  { guildId, userId }: Actor,
  now: number,
): Promise<RunNotToCreate | { readonly type: 'room'; readonly settings: ClubSettings }> {
  const settings = await findSettings(trx, guildId);
  if (!settings) return { type: 'not-set-up' };
  if ((await listRunsToCome(trx, guildId, now)).length >= QUOTAS.openRunsPerClub)
    return { type: 'too-many-open', most: QUOTAS.openRunsPerClub };
  if ((await countCreated(trx, guildId, userId, now - DAY)) >= QUOTAS.createdPerMemberADay)
    return { type: 'too-many-today', most: QUOTAS.createdPerMemberADay };
  return { type: 'room', settings };
}

/** Those of these runs or races that somebody may change. */
export async function listChangeable<Thing extends Made>(
  db: Database,
  actor: Actor,
  things: readonly Thing[],
): Promise<Thing[]> {
  const settings = await findSettings(db, actor.guildId);
  return settings ? things.filter((thing) => mayChange(settings, thing, actor)) : [];
}

/** The series, where something is for all of it. */
export async function findSeriesMeant(trx: Database, { guildId, series }: Run, scope: Scope) {
  return scope === 'series' && series ? findSeries(trx, { guildId, number: series.number }) : undefined;
}

/** The pace group that is called the same as before; its place in the list may have changed. */
function samePace(id: string | null, before: RunPlan, after: RunPlan): string | null {
  const label = before.paces.find((pace) => pace.id === id)?.label;
  return after.paces.find((pace) => pace.label === label)?.id ?? null;
}

const DATES_SHOWN = 3;

function nextDates(rule: Series | undefined, { startsAt }: Run): number[] {
  return rule ? occurrencesAfter(rule, startsAt, DATES_SHOWN).map(({ at }) => at) : [];
}

/** Whether the rule has a run at the very time of the plan. */
function comesThen({ rule }: RunSeries, { startsAt, zone }: RunPlan): boolean {
  return zone === rule.zone && occurrencesAfter(rule, startsAt - 1, 1)[0]?.at === startsAt;
}

/**
 * Changes the template of a series, and from this run on its rule, as far as `said` goes; what was changed for this run
 * alone before stays with it. Returns what is new for the series.
 */
async function changeWholeSeries(
  trx: Database,
  series: RunSeries,
  run: Run,
  plan: RunPlan,
  said: readonly Change['part'][],
): Promise<Change['part'][]> {
  const template = withPartsOf(series.template, plan, said);
  const moved = said.includes('when') && !comesThen(series, plan);
  const rule = moved ? { ...series.rule, first: plan.wall, zone: plan.zone } : series.rule;
  await changeSeries(trx, series, rule, template);
  await keepCancelled(trx, series);
  if (moved) await moveInSeries(trx, run, plan.wall.slice(0, 10));
  return [...changesBetween(series.template, template), ...(moved ? (['when'] as const) : [])];
}

export function createRunService(db: Database, clock: () => number, onDue: (what?: Due) => void) {
  const write = createWriter(db, onDue);
  const writeAnswer = createWriter(db, () => onDue('posts'));

  /** Takes a member's answer to a run; `before`: the answers until then. Events of the server show none. */
  const answer = (
    { guildId }: Actor,
    number: number,
    take: (trx: Database, run: Run, before: readonly Rsvp[]) => Promise<ReplyOutcome>,
  ) =>
    writeAnswer(guildId, async (trx): Promise<ReplyOutcome> => {
      const found = await openRun(trx, { guildId, number }, clock());
      return found.type === 'open' ? take(trx, found.run, await listRsvps(trx, found.run)) : found;
    });

  /** Changes one run: whoever comes off the waitlist by it is told, the reminders move, and those concerned hear of it. */
  async function changeOne(trx: Database, run: Run, plan: RunPlan, settings: ClubSettings) {
    const changed = changesBetween<RunPlan>(run, plan);
    if (changed.length === 0) return { changed, promoted: 0 };
    await changeRun(trx, run, plan);
    await showOnCard(trx, 'run-card', run, clock());
    await touchEvent(trx, run, clock());
    const after: Run = { ...run, ...plan, revision: run.revision + 1 };
    const before = await listRsvps(trx, run);
    const kept = before.map((place) => ({ ...place, pace: samePace(place.pace, run, plan) }));
    const roster = promote(kept, plan.capacity);
    await saveRoster(trx, run, before, roster, clock());
    if (changed.includes('when')) {
      await dropPlanned(trx, 'run-reminder', run);
      await planReminders(trx, after, settings, clock());
    }
    // Those who come need only hear of what changes their plans.
    const details = { revision: after.revision, changed };
    if (changed.some((part) => part !== 'capacity') && before.length > 0)
      await planPost(trx, { kind: 'run-change', about: run, details }, clock());
    return { changed, promoted: roster.promoted.length };
  }

  return {
    /** Why nothing would come of creating a run, whatever is asked for. */
    async whyNotCreate(actor: Actor): Promise<RunNotToCreate | undefined> {
      const found = await roomForRun(db, actor, clock());
      return found.type === 'room' ? undefined : found;
    },

    /** Why nothing would come of changing this run. */
    async whyNotChange(actor: Actor, number: number): Promise<RunNotToChange | undefined> {
      const found = await changeableRun(db, actor, number, clock());
      return found.type === 'open' ? undefined : found;
    },

    /** Creates a run with its card and reminders, all in one go. */
    create: (actor: Actor, asked: RunAsked) =>
      write(actor.guildId, async (trx): Promise<CreateOutcome> => {
        const { guildId, userId } = actor;
        const now = clock();
        const found = await roomForRun(trx, actor, now);
        if (found.type !== 'room') return found;
        const { settings } = found;
        const read = readRun(asked, undefined, settings, { now, locale: actor.locale });
        if (read.type !== 'plan') return { type: 'unreadable', why: read };
        await rememberMember(trx, actor, now);
        const { plan, rule, stated } = read;
        const series = rule && (await insertSeries(trx, guildId, rule, templateOf(plan), userId));
        const place = series ? { number: series.number, date: plan.wall.slice(0, 10) } : null;
        const run = await insertRun(trx, guildId, plan, { userId, now }, place);
        await announce(trx, run, settings, now);
        return { type: 'created', run, settings, stated, series, next: nextDates(rule, run) };
      }),

    /** `interactionId`: Discord's id of the press. News of a place names it by that, and no press has another's. */
    press: (actor: Actor, number: number, reply: Reply, interactionId: string) =>
      answer(actor, number, async (trx, run, before) => {
        const pressed = press(before, run.capacity, actor.userId, reply, orderOf(interactionId));
        if (pressed.rsvps !== before) {
          await rememberMember(trx, actor, clock());
          await saveRoster(trx, run, before, pressed, clock());
          await wantUpToDate(trx, 'run-card', run);
        }
        return { type: 'answered', outcome: pressed.outcome, run, rsvps: pressed.rsvps };
      }),

    /** `label`: as the group is called; its place among the others may have changed since it was shown. */
    choosePace: (actor: Actor, number: number, label: string) =>
      answer(actor, number, async (trx, run, before) => {
        const pace = run.paces.find((one) => one.label === label);
        const mine = before.find(({ userId }) => userId === actor.userId);
        if (!pace) return { type: 'no-such-pace', run, rsvps: before };
        if (mine?.answer !== 'going' && mine?.answer !== 'waiting')
          return { type: 'not-going', run, rsvps: before };
        const rsvps = before.map((place) => (place === mine ? { ...place, pace: pace.id } : place));
        await saveRsvps(trx, run, before, rsvps);
        await wantUpToDate(trx, 'run-card', run);
        return { type: 'pace-chosen', label: pace.label, run, rsvps };
      }),

    /** Changes a run, or with it all to come of its series; those concerned are told, and the reminders move with it. */
    change: (actor: Actor, number: number, asked: RunAsked, scope: Scope) =>
      write(actor.guildId, async (trx): Promise<ChangeOutcome> => {
        const found = await changeableRun(trx, actor, number, clock());
        if (found.type !== 'open') return found;
        const { run, settings } = found;
        const read = readRun(asked, run, settings, { now: clock(), locale: actor.locale });
        if (read.type !== 'plan') return { type: 'unreadable', why: read };
        const { plan, stated } = read;
        const said = PARTS.filter((part) => asked[part] !== undefined);
        const series = await findSeriesMeant(trx, run, scope);
        const ofAll = series ? await changeWholeSeries(trx, series, run, plan, said) : [];
        const { changed: ofThis, promoted } = await changeOne(trx, run, plan, settings);
        if (series)
          for (const other of await listRunsOfSeriesToCome(trx, series, clock()))
            if (other.number !== run.number)
              await changeOne(trx, other, withPartsOf<RunPlan>(other, plan, said), settings);
        const changed = PARTS.filter((part) => ofThis.includes(part) || ofAll.includes(part));
        if (changed.length === 0) return { type: 'nothing-changed', run };
        const after = (await findRun(trx, run)) ?? run;
        return { type: 'changed', run: after, changed, promoted, stated, wholeSeries: series !== undefined };
      }),

    async view(key: RunKey): Promise<RunView | undefined> {
      const run = await findRun(db, key);
      return run && { run, rsvps: await listRsvps(db, key) };
    },
    toCome: (guildId: string) => listRunsToCome(db, guildId, clock()),
    changeable: (actor: Actor, runs: readonly Run[]) => listChangeable(db, actor, runs),
  };
}
