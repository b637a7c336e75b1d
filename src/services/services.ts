import type { Content } from '../domain/content.ts';
import type { DiskTrouble } from '../domain/disk-trouble.ts';
import type { History } from '../domain/history.ts';
import { createReader } from '../domain/reading.ts';
import type { SessionView } from '../domain/session-view.ts';
import type { Database } from '../storage/database.ts';
import type { Encryption } from '../storage/encryption.ts';
import type { MemberKey } from '../storage/members.ts';
import { createAnswerService } from './answers.ts';
import { createAttendanceService } from './attendance.ts';
import { createCalendarService } from './calendar.ts';
import { createCardService } from './cards.ts';
import { createCheckinService } from './checkins.ts';
import { createClubService } from './clubs.ts';
import { createDepartures } from './departures.ts';
import { findHelpFor } from './help-lines.ts';
import { createMemberService } from './members.ts';
import { findPicturesFor, findSessionPicture, type PictureService } from './pictures.ts';
import { createPlanService } from './plans.ts';
import type { PostComposers } from './post-composer.ts';
import { createPrivacyService } from './privacy.ts';
import { createRaceCancellationService } from './race-cancellations.ts';
import { createRaceService } from './races.ts';
import { createRunCancellationService } from './run-cancellations.ts';
import { createRunListService } from './run-list.ts';
import { createRunService } from './runs.ts';
import { createSessionService, type SessionParts } from './sessions.ts';
import { createStretchService } from './stretch.ts';
import { createTipService } from './tips.ts';
import type { Due } from './writer.ts';

/** How the program itself is doing. Instants in UTC ms. */
export interface Health {
  readonly version: string;
  readonly upSince: number;
  /** When it last looked at what is due. */
  readonly lastBeat: number | null;
  /** How far Discord's time is ahead of the machine's, in ms. */
  readonly clockDifference: number;
  /** What keeps it from writing things down. */
  readonly diskTrouble: DiskTrouble | null;
}

/** Draws a member's last days. Undefined where that failed, which has been logged then. */
export type DrawHistory = (history: History) => Promise<Uint8Array | undefined>;

/** Everything that may happen, as the commands see it. */
export type Services = ReturnType<typeof createServices>;

/** What of it only reads, or remembers nothing beyond a restart. Whoever is to write has to say so first. */
export interface ReadOnlyServices
  extends Pick<
    Services,
    | 'content'
    | 'read'
    | 'helpFor'
    | 'stretch'
    | 'plans'
    | 'calendar'
    | 'drawHistory'
    | 'picturesFor'
    | 'sessionPicture'
    | 'clock'
    | 'health'
  > {
  readonly answers: Pick<Services['answers'], 'trendOf'>;
  readonly attendance: Pick<Services['attendance'], 'sheet' | 'look' | 'lately'>;
  readonly cards: Pick<Services['cards'], 'mayPostAgain'>;
  readonly checkins: Pick<Services['checkins'], 'begin' | 'sore' | 'suggest'>;
  readonly clubs: Pick<Services['clubs'], 'settings' | 'status'>;
  readonly me: Pick<Services['me'], 'overview' | 'notifications' | 'preferences' | 'lostUnder18'>;
  readonly privacy: Pick<Services['privacy'], 'everything'>;
  readonly races: Pick<Services['races'], 'view' | 'list' | 'choices' | 'changeable'>;
  readonly runList: Pick<Services['runList'], 'toChange'>;
  readonly runs: Pick<Services['runs'], 'view' | 'toCome' | 'changeable'>;
  readonly tips: Pick<Services['tips'], 'next'>;
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

export function createServices(parts: ServiceParts) {
  const { db, encryption, content, composers, clock, health, drawHistory, pictures, onDue, playing } = parts;
  // Building it takes a tenth of a second, which no start needs to wait for.
  let reader: ReturnType<typeof createReader> | undefined;
  const read = (text: string) => {
    reader ??= createReader(content);
    return reader(text);
  };
  const postsDue = () => onDue('posts');
  const stretch = createStretchService(content, read);
  const tips = createTipService(db, content, clock);
  const privacy = createPrivacyService(db, encryption, clock, onDue);
  const departures = createDepartures(db, privacy.erase, clock, postsDue);
  return {
    content,
    departures,
    /** What something that a member typed says about a body. Its signs outrank whatever was asked for. */
    read,
    /** Whom a member calls. */
    helpFor: (member: MemberKey) => findHelpFor(db, content, member),
    stretch,
    sessions: createSessionService({ db, content, clock, ...playing }),
    tips,
    plans: createPlanService(content, db, clock),
    clubs: createClubService(db, content.helpLines, clock, composers, onDue),
    runs: createRunService(db, clock, onDue),
    runCancellations: createRunCancellationService(db, clock, onDue),
    runList: createRunListService(db, clock, postsDue),
    calendar: createCalendarService(db, clock),
    attendance: createAttendanceService(db, clock),
    me: createMemberService(db, clock),
    privacy: {
      ...privacy,
      async erase(member: MemberKey) {
        // What isn't written yet would come back after it.
        tips.forget(member);
        return privacy.erase(member);
      },
    },
    checkins: createCheckinService({ db, content, clock, stretch, encryption, onDue: postsDue }),
    cards: createCardService(db, clock, postsDue),
    races: createRaceService(db, clock, postsDue),
    raceCancellations: createRaceCancellationService(db, clock, postsDue),
    answers: createAnswerService(db, encryption, clock),
    drawHistory,
    /** Pictures of the first of these exercises, in their order: for a member as they want them, without one for everybody. */
    picturesFor: (exercises: readonly string[], member?: MemberKey) =>
      findPicturesFor(db, pictures, exercises, member),
    sessionPicture: (view: SessionView) => findSessionPicture(pictures, view),
    clock,
    health,
  };
}
