import type { CheckinPostView } from './checkin-post.ts';
import type { Reached } from './milestone.ts';
import type { PostDetails, Trouble } from './post.ts';
import type { RacePostView } from './race-post.ts';
import type { RecapView, RunPostView } from './run-post.ts';
import type { SourcedTip } from './tip.ts';
import type { WallDate } from './wall-time.ts';
import type { WeeklyTip } from './weekly-tip.ts';

/** What a post has to say, made when it is sent from what is true then. */
export type PostView =
  | RunPostView
  | RecapView
  | RacePostView
  | CheckinPostView
  | WeeklyTipView
  | LeadersPostView
  | NewRuleView;

/** The tip of the week. */
export type WeeklyTipView = { readonly type: 'tip-of-the-week' } & SourcedTip;

/** Word to the leaders that something needs mending. */
export interface LeadersPostView {
  readonly type: 'leaders-told';
  readonly trouble: Trouble;
  readonly leaderRoleId: string | null;
}

/** Word to a club that a rule has become another. */
export interface NewRuleView {
  readonly type: 'new-rule';
}

/** Why nothing can be posted in a channel. */
export type ChannelTrouble = Extract<Trouble, { channelId: string }>;

/** A member whom a message mentions; `onDate`: the club's date that this counts for, where one a day is the most. */
export interface Mention {
  readonly userId: string;
  readonly onDate: WallDate | null;
}

/** What is to be written before a post is sent. */
export interface PostNotes {
  /** Whom it mentions, in place of whom it was to mention before. */
  readonly mentions?: readonly Mention[] | undefined;
  /** There are more than one message may mention: another is to follow. */
  readonly more?: boolean;
  /** The details with which it is kept from now on. */
  readonly details?: PostDetails | undefined;
  /** Numbers of runs on which this post alone congratulates, from now on. */
  readonly milestones?: readonly Reached[] | undefined;
  /** The tip that a week has from now on. */
  readonly weeklyTip?: WeeklyTip | undefined;
}

/** What leaders should be told is said where they read it, which Discord has to be asked for. */
export interface PlaceWish {
  /** Channels of the club that will do, the best first. */
  readonly preferred: readonly string[];
  /** The channel in trouble. */
  readonly except: string | null;
  readonly leaderRoleId: string | null;
}

/** Why there is nothing to say any more; others may still be told something, by another page. */
export interface Dropped {
  readonly type: 'drop';
  readonly why: string;
  readonly notes?: PostNotes;
}

/** A view, where it goes and what is to be noted of it; or why there is nothing to say any more. */
export type Composed =
  | { readonly type: 'say'; readonly channelId: string; readonly view: PostView; readonly notes?: PostNotes }
  | { readonly type: 'say-to-leaders'; readonly wish: PlaceWish; readonly view: PostView }
  | Dropped;
