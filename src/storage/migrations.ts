import type { Migration } from 'kysely/migration';
import { clubsMembersTips } from './migrations/0001-clubs-members-tips.ts';
import { settingsRunsPosts } from './migrations/0002-settings-runs-posts.ts';
import { series } from './migrations/0003-series.ts';
import { livePosts } from './migrations/0004-live-posts.ts';
import { attendance } from './migrations/0005-attendance.ts';
import { events } from './migrations/0006-events.ts';
import { races } from './migrations/0007-races.ts';
import { checkins } from './migrations/0008-checkins.ts';
import { answers } from './migrations/0009-answers.ts';
import { tipsOfTheWeek } from './migrations/0010-tips-of-the-week.ts';
import { guidedSessions } from './migrations/0011-guided-sessions.ts';
import { mentionsAndMood } from './migrations/0012-mentions-and-mood.ts';
import { ownNumbers } from './migrations/0013-own-numbers.ts';
import { cancellations } from './migrations/0014-cancellations.ts';
import { under18 } from './migrations/0015-under-18.ts';
import { whoWasCounted } from './migrations/0016-who-was-counted.ts';
import { fewerTables } from './migrations/0017-fewer-tables.ts';
import { outbox } from './migrations/0018-outbox.ts';
import { orderOfPresses } from './migrations/0019-order-of-presses.ts';
import { secondLooks } from './migrations/0020-second-looks.ts';
import { departures } from './migrations/0021-departures.ts';

/**
 * Every change of the schema, in order and for ever: a released migration is never edited, only followed. They are
 * written for SQLite; another database would begin with the tables that they end in, and share those that follow.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-clubs-members-tips': clubsMembersTips,
  '0002-settings-runs-posts': settingsRunsPosts,
  '0003-series': series,
  '0004-live-posts': livePosts,
  '0005-attendance': attendance,
  '0006-events': events,
  '0007-races': races,
  '0008-checkins': checkins,
  '0009-answers': answers,
  '0010-tips-of-the-week': tipsOfTheWeek,
  '0011-guided-sessions': guidedSessions,
  '0012-mentions-and-mood': mentionsAndMood,
  '0013-own-numbers': ownNumbers,
  '0014-cancellations': cancellations,
  '0015-under-18': under18,
  '0016-who-was-counted': whoWasCounted,
  '0017-fewer-tables': fewerTables,
  '0018-outbox': outbox,
  '0019-order-of-presses': orderOfPresses,
  '0020-second-looks': secondLooks,
  '0021-departures': departures,
};
