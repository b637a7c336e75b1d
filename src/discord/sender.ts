import { RESTJSONErrorCodes as Code, MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import { z } from 'zod';
import type { PostView } from '../domain/post-view.ts';
import type { Message } from './command.ts';
import { answered, CLOCKS_MAY_DIFFER_MS, codeOf, failureIn } from './failure.ts';
import { namesOthers, naming, notifying } from './mentions.ts';
import { postMessage } from './messages/post.ts';
import type { Posted } from './messages/post-writer.ts';
import type { Rights } from './rights.ts';
import { snowflake } from './snowflake.ts';

/** Discord numbers components from 1 by itself; marks must not be taken for those. */
const MARKS_FROM = 1_000_000;

/** The component that holds everything carries the mark; Discord keeps the numbers that components are given. */
function marked({ components }: Message, mark: number): Message['components'] {
  return components.map((component, place) =>
    place === 0 ? { ...component, id: MARKS_FROM + mark } : component,
  );
}

/** Pages of a hundred messages that are looked through at once for one that may have arrived. */
const MOST_PAGES = 10;
const PAGE = 100;

const message = z.object({ id: snowflake });
const channel = z.object({ last_message_id: snowflake.nullish() });
const messages = z.array(
  z.object({
    id: snowflake,
    author: z.object({ id: z.string() }),
    components: z.array(z.object({ id: z.number().nullish() })).nullish(),
  }),
);

const minusMargin = (at: number) => String(SnowflakeUtil.generate({ timestamp: at - CLOCKS_MAY_DIFFER_MS }));
const later = (one: string, other: string) => (BigInt(one) > BigInt(other) ? one : other);

/** Where looking begins: what was looked through before is left out, but for its last minute. */
function startOf(since: number, until: string | null): string {
  const first = minusMargin(since);
  return until === null ? first : later(first, minusMargin(SnowflakeUtil.timestampFrom(until)));
}

/** Posts by Discord's REST interface. The shape is `Sender` of the schedule, which knows nothing of Discord. */
export function createSender(rest: REST, botId: string, { mayReadHistory }: Pick<Rights, 'mayReadHistory'>) {
  const bodyOf = ({ message: said }: Posted, mark: number) => ({
    components: marked(said, mark),
    flags: MessageFlags.IsComponentsV2,
  });

  const listAfter = async (channelId: string, after: string) => {
    const query = new URLSearchParams({ after, limit: String(PAGE) });
    return answered(messages, await rest.get(Routes.channelMessages(channelId), { query }));
  };

  /** Whoever may not read the history of a channel is shown an empty one. */
  async function foundNothing(guildId: string, channelId: string, after: string) {
    const may = await mayReadHistory(guildId, channelId);
    if (may === false) return { type: 'channel', why: 'no-history' } as const;
    const { last_message_id: last } = answered(channel, await rest.get(Routes.channel(channelId)));
    if (may === undefined || (last && BigInt(last) > BigInt(after)))
      return { type: 'passing', why: 'Discord shows no messages, and says that there are some' } as const;
    return { type: 'none', until: null } as const;
  }

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
        const { id } = answered(message, await rest.post(Routes.channelMessages(to.channelId), { body }));
        return { type: 'sent', messageId: id, namesOthers: namesOthers(posted) } as const;
      } catch (error) {
        return failureIn(error);
      }
    },

    async find({ guildId, channelId, mark, since, until }: SoughtPost) {
      let after = startOf(since, until);
      try {
        for (let page = 0; page < MOST_PAGES; page++) {
          const found = await listAfter(channelId, after);
          const ours = found.find(
            ({ author, components }) => author.id === botId && components?.[0]?.id === MARKS_FROM + mark,
          );
          // What it says may be out of date, so that it isn't known whom it names.
          if (ours) return { type: 'sent', messageId: ours.id, namesOthers: true } as const;
          if (page === 0 && found.length === 0) return await foundNothing(guildId, channelId, after);
          after = found.reduce((last, { id }) => later(last, id), after);
          if (found.length < PAGE) return { type: 'none', until: after } as const;
        }
        return { type: 'more', until: after } as const;
      } catch (error) {
        return failureIn(error);
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
        answered(message, await rest.patch(Routes.channelMessage(at.channelId, at.messageId), { body }));
        return { type: 'sent', messageId: at.messageId } as const;
      } catch (error) {
        return codeOf(error) === Code.UnknownMessage ? ({ type: 'gone' } as const) : failureIn(error);
      }
    },

    async isGone(channelId: string) {
      try {
        await rest.get(Routes.channel(channelId));
        return false;
      } catch (error) {
        return codeOf(error) === Code.UnknownChannel;
      }
    },
  };
}

/** A post that may have arrived, and where it is looked for; `since` in UTC ms. */
interface SoughtPost {
  readonly guildId: string;
  readonly channelId: string;
  readonly mark: number;
  readonly since: number;
  readonly until: string | null;
}
