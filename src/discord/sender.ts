import {
  type APIMessage,
  DiscordAPIError,
  MessageFlags,
  type REST,
  RESTJSONErrorCodes,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { ChannelTrouble, PostView } from '../domain/post-view.ts';
import type { Message } from './command.ts';
import { CLOCKS_MAY_DIFFER_MS, codeIn, failureIn } from './failure.ts';
import { namesOthers, naming, notifying } from './mentions.ts';
import { postMessage } from './messages/post.ts';
import type { Posted } from './messages/post-writer.ts';

const CHANNEL_TROUBLE: Readonly<Record<number, ChannelTrouble['why']>> = {
  [RESTJSONErrorCodes.UnknownChannel]: 'channel-gone',
  [RESTJSONErrorCodes.UnknownGuild]: 'channel-gone',
  [RESTJSONErrorCodes.MissingAccess]: 'no-access',
  [RESTJSONErrorCodes.MissingPermissions]: 'missing-permission',
};

function whatWentWrong(error: unknown) {
  const why = codeIn(CHANNEL_TROUBLE, error);
  return why ? ({ type: 'channel', why } as const) : failureIn(error);
}

/** Discord numbers components from 1 by itself; marks must not be taken for those. */
const MARKS_FROM = 1_000_000;

/** The component that holds everything carries the mark; Discord keeps the numbers that components are given. */
function marked({ components }: Message, mark: number): Message['components'] {
  return components.map((component, place) =>
    place === 0 ? { ...component, id: MARKS_FROM + mark } : component,
  );
}

/** Pages of a hundred messages that are looked through for one that may have arrived. */
const MOST_PAGES = 10;
const PAGE = 100;

/** Posts by Discord's REST interface. The shape is `Sender` of the schedule, which knows nothing of Discord. */
export function createSender(rest: REST, botId: string) {
  const bodyOf = ({ message }: Posted, mark: number) => ({
    components: marked(message, mark),
    flags: MessageFlags.IsComponentsV2,
  });

  return {
    async send(
      view: PostView,
      to: { readonly channelId: string; readonly nonce: string; readonly mark: number },
    ) {
      try {
        const posted = postMessage(view);
        const body = {
          ...bodyOf(posted, to.mark),
          allowed_mentions: notifying(posted),
          nonce: to.nonce,
          enforce_nonce: true,
        };
        const { id } = (await rest.post(Routes.channelMessages(to.channelId), { body })) as APIMessage;
        return { type: 'sent', messageId: id, namesOthers: namesOthers(posted) } as const;
      } catch (error) {
        return whatWentWrong(error);
      }
    },

    async find(channelId: string, mark: number, since: number) {
      let after = String(SnowflakeUtil.generate({ timestamp: since - CLOCKS_MAY_DIFFER_MS }));
      try {
        for (let page = 0; page < MOST_PAGES; page++) {
          const query = new URLSearchParams({ after, limit: String(PAGE) });
          const found = (await rest.get(Routes.channelMessages(channelId), { query })) as APIMessage[];
          const ours = found.find(
            ({ author, components }) => author.id === botId && components?.[0]?.id === MARKS_FROM + mark,
          );
          // What it says may be out of date, so that it isn't known whom it names.
          if (ours) return { type: 'sent', messageId: ours.id, namesOthers: true } as const;
          const [newest] = found;
          if (found.length < PAGE || !newest) return undefined;
          after = newest.id;
        }
        return { type: 'passing', why: 'The channel is too busy to tell whether it had arrived' } as const;
      } catch (error) {
        return whatWentWrong(error);
      }
    },

    async edit(
      view: PostView,
      at: { readonly channelId: string; readonly messageId: string; readonly mark: number },
    ) {
      try {
        const posted = postMessage(view);
        const body = {
          ...bodyOf(posted, at.mark),
          allowed_mentions: { ...naming(posted.message), roles: posted.mention.roles },
        };
        await rest.patch(Routes.channelMessage(at.channelId, at.messageId), { body });
        return { type: 'sent', messageId: at.messageId } as const;
      } catch (error) {
        if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage)
          return { type: 'gone' } as const;
        return whatWentWrong(error);
      }
    },
  };
}
