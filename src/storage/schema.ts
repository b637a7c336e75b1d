import type { Generated, Selectable } from 'kysely';
import { z } from 'zod';
import type { Called } from '../domain/cancellation.ts';
import type { Region, Units } from '../domain/club.ts';
import { MOMENTS } from '../domain/exercise.ts';
import type { GroupMood } from '../domain/group-mood.ts';
import type { Distance } from '../domain/plan.ts';
import type { PostKind, PostState } from '../domain/post.ts';
import type { RaceResult } from '../domain/race.ts';
import type { Repeat } from '../domain/recurrence.ts';
import type { Rsvp } from '../domain/roster.ts';
import {
  type PaceGroup,
  type RouteSummary,
  RUN_TEXTS,
  type RunTemplate,
  type RunText,
  type RunTexts,
  type Scope,
} from '../domain/run.ts';
import type { SessionPlan } from '../domain/session.ts';

/** Not every database has booleans: 1 is yes and 0 is no. */
export type Flag = 0 | 1;

/** A row of something that has a number in its club. */
interface NumberColumns {
  guild_id: string;
  number: number;
}

/** A row about a member. */
interface MemberColumns {
  guild_id: string;
  user_id: string;
}

/** What a row keeps sealed, and by which key. */
export interface SealedColumns {
  key_id: string;
  nonce: Uint8Array;
  sealed: Uint8Array;
}

export interface LifecycleColumns {
  created_by: string;
  created_at: number;
  revision: number;
  cancelled_at: number | null;
  cancelled_by: string | null;
  cancel_reason: string | null;
  cancellation: number | null;
  card_channel_id: string | null;
  card_message_id: string | null;
  /** How many of those who were there had all that is kept of them erased later. */
  erased_count: Generated<number>;
}

/**
 * The tables as Kysely sees them. Instants are UTC milliseconds, ids are Discord's snowflakes as text. What a column
 * holds as JSON is read by a schema below.
 */
export interface Schema {
  clubs: {
    guild_id: string;
    created_at: number;
    /** When the bot was removed from the server; null while it is there. */
    left_at: number | null;
    /** Since when Discord's list of servers has been without it; null where it isn't. */
    missing_since: number | null;
    /** The numbers that were given last; none is given again. */
    last_run: Generated<number>;
    last_race: Generated<number>;
    last_series: Generated<number>;
  };
  members: MemberColumns & {
    created_at: number;
    /** When Discord was last asked whether they are in the server; null while it never was. */
    looked_up_at: number | null;
    /** When it first said that they aren't; null where it said last that they are. */
    missed_at: number | null;
    /** When they were taken for gone. */
    left_at: number | null;
  };
  /** What members chose; null where they didn't. Those who chose nothing have no row. */
  member_choices: MemberColumns & {
    /** Pictures that don't move. */
    still_pictures: Flag | null;
    /** Guided sessions a week that they have in mind. */
    weekly_goal: number | null;
    /** They said that they are under 18. */
    under_18: Flag | null;
    /** Whether they want what they answer kept. */
    keep_answers: Flag | null;
    /** Of these four, 0 where they don't want to be mentioned for it. */
    run_reminders: Flag | null;
    race_reminders: Flag | null;
    check_ins: Flag | null;
    congratulations: Flag | null;
  };
  /** Which tips a member has been shown; `turn` counts up with each tip and so tells their order. */
  tip_views: MemberColumns & { tip_id: string; turn: number };
  club_settings: {
    guild_id: string;
    zone: string;
    runs_channel_id: string;
    recovery_channel_id: string;
    leader_role_id: string | null;
    units: Units;
    checkin_time: string;
    region: Region;
    /** Where nobody chose the region, the zone tells. */
    region_chosen: Flag;
    emergency_number: string | null;
    advice_line: string | null;
    crisis_line: string | null;
    /** JSON. */
    reminders: string;
    /** Whether runs are mirrored as the server's events. */
    events: Flag;
    tip_channel_id: string | null;
    /** 1 (Monday) to 7; null where there is no tip of the week. */
    tip_day: number | null;
    tip_time: string | null;
  };
  /** Who looks after the members of a club who are under 18. */
  welfare_officers: MemberColumns;
  runs: NumberColumns &
    LifecycleColumns &
    RunTexts & {
      wall: string;
      zone: string;
      starts_at: number;
      distance: string | null;
      /** JSON. */
      paces: string;
      capacity: number | null;
      /** JSON. */
      route: string | null;
      /** The number of the series it belongs to, and its date by the series' rule. */
      series: number | null;
      occurrence_date: string | null;
      /** Its name in calendar files, which never changes. */
      uid: string;
      /** When it was first noted who came. */
      attendance_taken_at: number | null;
    };
  /** No two members have the same seat on a run: capacity can't be exceeded, whoever writes at the same time. */
  rsvps: NumberColumns &
    MemberColumns & {
      answer: Rsvp['answer'];
      seat: number | null;
      /** 20 digits, and a fraction where one press changed several places: sorts as the numbers do. */
      place_order: string;
      pace: string | null;
    };
  series: NumberColumns & {
    repeats: Repeat;
    first_wall: string;
    zone: string;
    until: string | null;
    /** What each run is made of: JSON. */
    template: string;
    created_by: string;
    ended_at: number | null;
    /** Counts the changes of the whole series. */
    revision: number;
  };
  races: NumberColumns &
    LifecycleColumns & {
      name: string;
      date: string;
      start: string | null;
      zone: string;
      distance_kind: Distance;
      metres: number;
      distance_label: string;
      location: string | null;
      link: string | null;
      /** When the buttons of its card are to go; null once they are gone. */
      closes_at: number | null;
      /** How those who checked in on the day after felt; null until it is written down, and then never changed. */
      group_mood: FrozenMood | null;
    };
  /** What a member says of a race. */
  race_entries: NumberColumns &
    MemberColumns & {
      racing: Flag;
      goal_seconds: number | null;
      result: RaceResult['type'] | null;
      /** Where the result is a time: milliseconds. */
      result_ms: number | null;
      result_at: number | null;
      entry_order: number;
    };
  /** Which tip a club has in which week. A round is over when all were posted; in a round each comes once. */
  weekly_tips: { guild_id: string; week: string; tip_id: string; round: number };
  /** That a member checked in for a day of a race: nothing of what they said, nor when. */
  checkins: NumberColumns &
    MemberColumns & {
      day: number;
      /** Whether it counts in how the group felt. */
      counted: Generated<Flag>;
    };
  /** How many answered on the day after a race and how many felt fine, sealed. It goes when the race's mood is frozen. */
  checkin_tallies: NumberColumns & SealedColumns & { day: number };
  /** What somebody was asked before a run or a race was called off. `done_at`: when they said yes. */
  cancellations: NumberColumns & {
    id: Generated<number>;
    what: Called;
    scope: Scope;
    reason: string | null;
    asked_at: number;
    done_at: number | null;
  };
  /** Everything that is posted by itself. A post is a row here before it is a message. */
  outbox: {
    id: Generated<number>;
    guild_id: string;
    kind: PostKind;
    /** The number of the run, or of the race, that it speaks of; both null where it speaks of the club. */
    run: number | null;
    race: number | null;
    /** JSON, by a schema of the kind. */
    details: string;
    /** Unique in the club. Nothing reads it. */
    key: string;
    nonce: string;
    /** Of a further page the id of the first; null on the first, and where there is but one. */
    first_id: number | null;
    due_at: number;
    state: PostState;
    tries: number;
    /** When it is to be tried next; null when it is finished with. */
    next_at: number | null;
    /** When the latest try began. */
    tried_at: number | null;
    error: string | null;
    channel_id: string | null;
    message_id: string | null;
    finished_at: number | null;
    /** Counts the changes that the message should show, and those that it does. */
    edits_wanted: number;
    edits_shown: number;
    /** When the message may be edited next, after an edit that failed. */
    edit_next_at: number;
    /** Since when Discord has said that its channel, or its message, isn't there; null where that isn't what it said last. */
    gone_since: number | null;
    /** How often in a row it couldn't be looked for. */
    failed_looks: Generated<number>;
    /** The id of the newest message among which it was looked for. */
    looked_until: string | null;
  };
  /**
   * Whom a page of a post mentions. No other page of it mentions them, nor, where `on_date` is a date of the club, another
   * post of the kind on that date.
   */
  mentions: MemberColumns & {
    post_id: number;
    /** That of its post. */
    kind: PostKind;
    on_date: string | null;
  };
  /** The list that was ticked: those who had said Going, then whoever was added. A line is never given twice. */
  attendance_entries: NumberColumns &
    MemberColumns & {
      /** From 1. */
      line: number;
      present: Flag;
    };
  /** How many runs a member has been congratulated on; `number` is the run whose recap did. Once each, by the key. */
  milestones: MemberColumns & NumberColumns & { runs: number };
  /** The server's event that mirrors a run, or what has to be done about it. */
  events: NumberColumns & {
    /** Counts the changes that the event should show. */
    wanted: number;
    event_id: string | null;
    /** When the first request to create it began that nobody knows the end of. */
    tried_at: number | null;
    tries: number;
    /** When something is to be done next; null where the event is as it should be. */
    next_at: number | null;
    error: string | null;
    /** Since when Discord has said that the event isn't there; null where that isn't what it said last. */
    gone_since: number | null;
  };
  /** A check-in that its member asked to keep. What they answered is sealed; that there is an answer isn't. */
  kept_answers: MemberColumns &
    SealedColumns & {
      /** The number of the race; 0 where there was none. */
      race: number;
      /** A date in the club's zone, without an hour. */
      answered_on: string;
      /** Days after the race. */
      day: number | null;
    };
  /** That something was erased whose bytes may still lie about in the file; one row, or none. */
  vacuum_requests: { id: number; wanted_at: number };
  /** Guided sessions that are not over. */
  sessions: MemberColumns & {
    id: Generated<number>;
    /** The message whose button started it. */
    origin: string;
    /** JSON. */
    plan: string;
    place: number;
    step: number;
    /** Null while it is paused; then `left_ms` isn't. */
    ends_at: number | null;
    left_ms: number | null;
    done: number;
    spent_ms: number;
    /** Discord's token of the member's last press, by which the message can be changed for some minutes. */
    token: string;
    token_until: number;
    started_at: number;
    /** When the member last pressed something. */
    touched_at: number;
  };
  /** Guided sessions that are over and count. */
  session_log: MemberColumns & {
    /** The id that it had in `sessions`. */
    session: number;
    ended_at: number;
    seconds: number;
  };
}

/** A row of a table, as it is read. */
export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;

/** `untold`: nothing can be told without giving somebody away. */
export type FrozenMood = GroupMood | 'untold';

export const paces: z.ZodType<PaceGroup[]> = z.array(z.object({ id: z.string(), label: z.string() }));

export const route: z.ZodType<RouteSummary> = z.object({
  name: z.string().nullable(),
  metres: z.number(),
  climbMetres: z.number().nullable(),
});

const texts = z.object(
  Object.fromEntries(
    Object.entries<RunText>(RUN_TEXTS).map(([name, { needed }]) => [
      name,
      needed ? z.string() : z.string().nullable().default(null),
    ]),
  ),
) as unknown as z.ZodType<RunTexts>;

/** Series go on for years: what was added to runs since is nothing in the templates of before. */
export const template: z.ZodType<RunTemplate> = z.intersection(
  texts,
  z.object({
    distance: z.string().nullable().default(null),
    paces: paces.default([]),
    capacity: z.int().nullable().default(null),
    route: route.nullable().default(null),
  }),
);

/** Minutes before the start. */
export const reminders = z.array(z.int());

export const sessionPlan: z.ZodType<SessionPlan> = z.object({
  muscle: z.string(),
  moment: z.enum(MOMENTS).optional(),
  warmUpSeconds: z.number(),
  items: z.array(
    z.object({ exercise: z.string(), dose: z.enum(['usual', 'short']), easier: z.boolean().default(false) }),
  ),
  replaced: z.array(z.string()).optional(),
});
