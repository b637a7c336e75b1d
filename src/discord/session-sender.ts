import { RESTJSONErrorCodes as Code, MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { SessionShown, SessionView } from '../domain/session-view.ts';
import type { Picture } from '../services/pictures.ts';
import { answered, codeOf } from './failure.ts';
import { endedMessage, sessionMessage } from './messages/session.ts';
import { snowflake } from './snowflake.ts';

/** What Discord says of a message that nobody can change any more. */
const UNREACHABLE: ReadonlySet<number> = new Set([
  Code.UnknownMessage,
  Code.UnknownWebhook,
  Code.InvalidWebhookToken,
  Code.UnknownChannel,
  Code.MissingAccess,
]);

const message = z.object({ id: snowflake });

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
        const answer = await rest.patch(Routes.webhookMessage(applicationId, shown.token), {
          auth: false,
          signal,
          body: {
            components,
            flags: MessageFlags.IsComponentsV2,
            attachments: files.map(({ name, description }, id) => ({ id, filename: name, description })),
          },
          files: files.map(({ name, bytes }) => ({ name, data: bytes })),
        });
        answered(message, answer);
        return 'shown';
      } catch (error) {
        // Not the error itself: its address holds the token.
        const code = codeOf(error);
        return code !== undefined && UNREACHABLE.has(code) ? 'unreachable' : 'passing';
      }
    },
  };
}
