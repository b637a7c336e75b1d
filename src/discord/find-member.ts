import { RESTJSONErrorCodes as Code, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { codeIn } from './failure.ts';

const member = z.object({ user: z.object({ id: z.string() }) });

const NOT_THERE = { [Code.UnknownMember]: 'missing', [Code.UnknownUser]: 'missing' } as const;

/** Whether a user is in a server, by Discord's REST interface. The shape is `FindMember` of the schedule. */
export const createFindMember =
  (rest: REST) =>
  async ({ guildId, userId }: { readonly guildId: string; readonly userId: string }) => {
    try {
      const found = member.safeParse(await rest.get(Routes.guildMember(guildId, userId)));
      return found.data?.user.id === userId ? 'there' : 'unknown';
    } catch (error) {
      return codeIn(NOT_THERE, error) ?? 'unknown';
    }
  };
