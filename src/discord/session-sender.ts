import { RESTJSONErrorCodes as Code, DiscordAPIError, MessageFlags, type REST, Routes } from 'discord.js';
import type { SessionShown, SessionView } from '../domain/session-view.ts';
import type { Picture } from '../services/pictures.ts';
import { endedMessage, sessionMessage } from './messages/session.ts';

/** What Discord says of a message that nobody can change any more. */
const UNREACHABLE: ReadonlySet<number> = new Set([
  Code.UnknownMessage,
  Code.UnknownWebhook,
  Code.InvalidWebhookToken,
  Code.UnknownChannel,
  Code.MissingAccess,
]);

/**
 * Messages of guided sessions by Discord's REST interface. They are changed by the token of the member's last press, which
 * counts against no limit that all requests share. The shape is `SessionSender` of the schedule.
 */
export function createSessionSender(
  rest: REST,
  applicationId: string,
  pictureOf: (view: SessionView) => Promise<Picture>,
) {
  async function messageOf({ answer }: SessionShown) {
    if (answer.type === 'over') return endedMessage(answer.ended);
    return sessionMessage(answer.view, await pictureOf(answer.view));
  }

  return {
    async show(shown: SessionShown, signal: AbortSignal) {
      try {
        const { components, files = [] } = await messageOf(shown);
        await rest.patch(Routes.webhookMessage(applicationId, shown.token), {
          auth: false,
          signal,
          body: {
            components,
            flags: MessageFlags.IsComponentsV2,
            attachments: files.map(({ name, description }, id) => ({ id, filename: name, description })),
          },
          files: files.map(({ name, bytes }) => ({ name, data: bytes })),
        });
        return 'shown';
      } catch (error) {
        // Not the error itself: its address holds the token.
        if (error instanceof DiscordAPIError)
          return UNREACHABLE.has(Number(error.code)) ? 'unreachable' : 'passing';
        return 'passing';
      }
    },
  };
}
