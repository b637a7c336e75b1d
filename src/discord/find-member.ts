import { RESTJSONErrorCodes as Code, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { answered, codeOf } from './failure.ts';
import { snowflake } from './snowflake.ts';

const member = z.object({ user: z.object({ id: snowflake }) });

/** Whether a user is in a server, by Discord's REST interface. The shape is `FindMember` of the schedule. */
export const createFindMember =
  (rest: REST) =>
  async ({ guildId, userId }: { readonly guildId: string; readonly userId: string }) => {
    try {
      const { user } = answered(member, await rest.get(Routes.guildMember(guildId, userId)));
      return user.id === userId ? 'there' : 'unknown';
    } catch (error) {
      const code = codeOf(error);
      return code === Code.UnknownMember || code === Code.UnknownUser ? 'missing' : 'unknown';
    }
  };
