import type { Content } from '../domain/content.ts';
import type { HelpLines } from '../domain/help-lines.ts';
import type { History } from '../domain/history.ts';
import { createReader, type Reading } from '../domain/reading.ts';
import type { SessionView } from '../domain/session-view.ts';
import type { Database } from '../storage/database.ts';
import type { Encryption } from '../storage/encryption.ts';
import type { MemberKey } from '../storage/members.ts';
import { type AnswerService, createAnswerService } from './answers.ts';
import { type AttendanceService, createAttendanceService } from './attendance.ts';
import { type CalendarService, createCalendarService } from './calendar.ts';
import { createCheckinService } from './checkins.ts';
import { type ClubService, createClubService } from './clubs.ts';
import { findHelpFor } from './help-lines.ts';
import { createMemberService, type MemberService } from './members.ts';
import { findPicturesFor, findSessionPicture, type Picture, type PictureService } from './pictures.ts';
import { createPlanService, type PlanService } from './plans.ts';
import type { PostComposers } from './post-composer.ts';
import { createPrivacyService, type PrivacyService } from './privacy.ts';
import { createRaceCancellationService, type RaceCancellationService } from './race-cancellations.ts';
import { createRaceService, type RaceService } from './races.ts';
import { createRunCancellationService, type RunCancellationService } from './run-cancellations.ts';
import { createRunService, type RunService } from './runs.ts';
import { createSessionService, type SessionParts, type SessionService } from './sessions.ts';
import { createStretchService, type StretchService } from './stretch.ts';
import { createTipService, type TipService } from './tips.ts';
import type { Due } from './writer.ts';

/** How the program itself is doing. Instants in UTC ms. */
export interface Health {
  readonly version: string;
  readonly upSince: number;
  /** When it last looked at what is due. */
  readonly lastBeat: number | null;
}

/** Draws a member's last days. Undefined where that failed, which has been logged then. */
export type DrawHistory = (history: History) => Promise<Uint8Array | undefined>;

/** Everything that may happen, as the commands see it. */
export interface Services {
  readonly content: Content;
  /** What something that a member typed says about a body. Its signs outrank whatever was asked for. */
  readonly read: (text: string) => Reading;
  /** Whom a member calls. */
  readonly helpFor: (member: MemberKey) => Promise<HelpLines>;
  readonly stretch: StretchService;
  readonly sessions: SessionService;
  readonly tips: TipService;
  readonly plans: PlanService;
  readonly clubs: ClubService;
  readonly runs: RunService;
  readonly runCancellations: RunCancellationService;
  readonly calendar: CalendarService;
  readonly attendance: AttendanceService;
  readonly me: MemberService;
  readonly privacy: PrivacyService;
  readonly races: RaceService;
  readonly raceCancellations: RaceCancellationService;
  readonly checkins: ReturnType<typeof createCheckinService>;
  readonly answers: AnswerService;
  /** The picture of a history as a PNG; undefined where it can't be drawn. */
  readonly drawHistory: DrawHistory;
  /** Pictures of the first of these exercises, in their order: for a member as they want them, without one for everybody. */
  readonly picturesFor: (exercises: readonly string[], member?: MemberKey) => Promise<Picture[]>;
  /** The picture that goes with a guided session as it stands. */
  readonly sessionPicture: (view: SessionView) => Promise<Picture>;
  /** UTC ms. */
  readonly clock: () => number;
  readonly health: () => Health;
}

export interface ServiceParts {
  readonly db: Database;
  readonly content: Content;
  readonly composers: PostComposers;
  readonly clock: () => number;
  readonly health: () => Health;
  readonly encryption: Encryption;
  readonly drawHistory: DrawHistory;
  readonly pictures: PictureService;
  /** Called when something has become due at once. */
  readonly onDue: (what?: Due) => void;
  /** What guided sessions need of whoever plays them. */
  readonly playing: Pick<SessionParts, 'settled' | 'onChange'>;
}

export function createServices({
  db,
  encryption,
  content,
  composers,
  clock,
  health,
  drawHistory,
  pictures,
  onDue,
  playing,
}: ServiceParts): Services {
  // Building it takes a tenth of a second, which no start needs to wait for.
  let reader: ReturnType<typeof createReader> | undefined;
  const read = (text: string) => {
    reader ??= createReader(content);
    return reader(text);
  };
  const postsDue = () => onDue('posts');
  const stretch = createStretchService(content, read);
  const answers = createAnswerService(db, encryption, clock);
  const tips = createTipService(db, content, clock);
  const privacy = createPrivacyService(db, encryption, clock, onDue);
  return {
    content,
    read,
    helpFor: (member) => findHelpFor(db, content, member),
    stretch,
    sessions: createSessionService({ db, content, clock, ...playing }),
    tips,
    plans: createPlanService(content, db, clock),
    clubs: createClubService(db, content.helpLines, clock, composers, onDue),
    runs: createRunService(db, clock, onDue),
    runCancellations: createRunCancellationService(db, clock, onDue),
    calendar: createCalendarService(db, clock),
    attendance: createAttendanceService(db, clock),
    me: createMemberService(db, clock),
    privacy: {
      ...privacy,
      async erase(member) {
        // What isn't written yet would come back after it.
        tips.forget(member);
        return privacy.erase(member);
      },
    },
    checkins: createCheckinService({
      db,
      content,
      clock,
      stretch,
      onDue: postsDue,
      encryption,
    }),
    races: createRaceService(db, clock, postsDue),
    raceCancellations: createRaceCancellationService(db, clock, postsDue),
    answers,
    drawHistory,
    picturesFor: (exercises, member) => findPicturesFor(db, pictures, exercises, member),
    sessionPicture: (view) => findSessionPicture(pictures, view),
    clock,
    health,
  };
}
