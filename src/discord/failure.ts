import { RESTJSONErrorCodes as Code, DiscordAPIError } from 'discord.js';
import type { z } from 'zod';
import type { ChannelTrouble } from '../domain/post-view.ts';

/** The clocks of Discord and of this machine may differ; what was sent is looked for from this much earlier. */
export const CLOCKS_MAY_DIFFER_MS = 60_000;

/** What Discord's codes say of a channel. */
const CHANNEL: Readonly<Record<number, ChannelTrouble['why']>> = {
  [Code.UnknownChannel]: 'channel-gone',
  [Code.MissingAccess]: 'no-access',
  [Code.ServerNotAvailableInYourLocation]: 'no-access',
  [Code.MissingPermissions]: 'missing-permission',
  [Code.ChannelVerificationLevelTooHighForYouToGainAccess]: 'missing-permission',
  [Code.CannotSendMessagesInNonTextChannel]: 'wrong-kind',
  [Code.CannotExecuteActionOnThisChannelType]: 'wrong-kind',
  [Code.CannotSendAMessageInAForumChannel]: 'wrong-kind',
  [Code.TagRequiredToCreateAForumPostInThisChannel]: 'wrong-kind',
  [Code.InvalidActionOnArchivedThread]: 'thread-closed',
  [Code.ThreadLocked]: 'thread-closed',
};

/** Discord refuses the message itself, however often it is sent. */
const MESSAGE: ReadonlySet<number> = new Set([
  Code.InvalidFormBodyOrContentType,
  Code.CannotSendAnEmptyMessage,
  Code.RequestBodyContainsInvalidJSON,
  Code.RequestEntityTooLarge,
  Code.ExplicitContentCannotBeSentToTheDesiredRecipient,
  Code.FileUploadedExceedsMaximumSize,
  Code.InvalidFileUploaded,
  Code.InvalidMessageType,
  Code.MessageWasBlockedByAutomaticModeration,
  Code.TitleWasBlockedByAutomaticModeration,
  Code.MessageBlockedByHarmfulLinksFilter,
]);

/** Discord is busy, or has switched something off for a while, and says so with a code. */
const PASSING: ReadonlySet<number> = new Set([
  Code.GeneralError,
  // Whether the bot was removed is told by other means; one such answer to a post says nothing of its channel.
  Code.UnknownGuild,
  Code.ActionCannotBePerformedDueToSlowmodeRateLimit,
  Code.AnnouncementEditLimitExceeded,
  Code.ChannelWriteRateLimit,
  Code.ServerWriteRateLimit,
  Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
  Code.SendMessagesHasBeenTemporarilyDisabled,
  Code.FeatureTemporarilyDisabledServerSide,
  Code.ServiceResourceIsBeingRateLimited,
  Code.IndexNotYetAvailable,
  Code.APIResourceOverloaded,
  // Discord refuses the bot itself, its token or the way it asks: its operator has to mend that, not a club.
  Code.Unauthorized,
  Code.InvalidToken,
  Code.BotsCannotUseThisEndpoint,
  Code.InvalidAPIVersion,
  Code.CloudflareIsBlockingYourRequest,
]);

/** Why Discord didn't do what it was asked, by its own code. */
export type Failure =
  /** It may go well later. Whether it arrived is not known. */
  | { readonly type: 'passing'; readonly why: string }
  /** It can't go well until somebody mends the channel, or the server. */
  | { readonly type: 'channel'; readonly why: ChannelTrouble['why'] }
  /** Discord refuses the message. */
  | { readonly type: 'refused'; readonly why: string }
  /** Discord said no with a code that nobody here knows. */
  | { readonly type: 'unknown'; readonly why: string };

/** Discord's own number of what went wrong; undefined for what has none, such as a web page or a line that broke. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof DiscordAPIError)) return undefined;
  return Number.isInteger(error.code) ? Number(error.code) : undefined;
}

/** Sorts a failure by Discord's code. Without a code nothing is known of what was asked, whatever the status. */
export function failureIn(error: unknown): Failure {
  const code = codeOf(error);
  const why = error instanceof Error ? error.message : String(error);
  if (code === undefined || PASSING.has(code)) return { type: 'passing', why };
  const channel = CHANNEL[code];
  if (channel) return { type: 'channel', why: channel };
  return { type: MESSAGE.has(code) ? 'refused' : 'unknown', why: `${code}: ${why}` };
}

/** An answer as it should be. @throws {Error} where it is something else, which says nothing of what became of the request. */
export function answered<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new Error('Discord answered with something else than it was asked for');
}
