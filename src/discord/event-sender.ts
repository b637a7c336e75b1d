import { RESTJSONErrorCodes as Code, type REST, Routes, SnowflakeUtil } from 'discord.js';
import { z } from 'zod';
import type { EventTrouble } from '../domain/event.ts';
import type { Run } from '../domain/run.ts';
import { answered, CLOCKS_MAY_DIFFER_MS, codeOf, failureIn } from './failure.ts';
import { changedEventOf, eventOf, markOf } from './messages/event.ts';
import { snowflake } from './snowflake.ts';

const TROUBLES: Readonly<Record<number, EventTrouble>> = {
  [Code.MissingPermissions]: 'events-permission',
  [Code.MissingAccess]: 'events-permission',
  [Code.MaximumNumberOfUncompletedGuildScheduledEventsReached]: 'events-full',
};

function whatWentWrong(error: unknown) {
  const code = codeOf(error) ?? 0;
  const trouble = TROUBLES[code];
  if (trouble) return { type: 'trouble', why: trouble } as const;
  if (code === Code.UnknownGuildScheduledEvent) return { type: 'gone' } as const;
  const failure = failureIn(error);
  // An event has no channel; what is said of one here is said of the server, which may be as before a while later.
  return failure.type === 'channel' ? ({ type: 'passing', why: failure.why } as const) : failure;
}

const event = z.object({ id: snowflake });
const listed = z.array(
  z.object({ id: snowflake, creator_id: z.string().nullish(), description: z.string().nullish() }),
);

/** The server's events by Discord's REST interface. The shape is `EventSender` of the schedule. */
export function createEventSender(rest: REST, botId: string) {
  async function idFrom(request: Promise<unknown>) {
    try {
      return { type: 'there', eventId: answered(event, await request).id } as const;
    } catch (error) {
      return whatWentWrong(error);
    }
  }

  return {
    create: (run: Run) => idFrom(rest.post(Routes.guildScheduledEvents(run.guildId), { body: eventOf(run) })),

    async find(run: Run, since: number) {
      const after = SnowflakeUtil.generate({ timestamp: since - CLOCKS_MAY_DIFFER_MS });
      try {
        const events = answered(listed, await rest.get(Routes.guildScheduledEvents(run.guildId)));
        const ours = events.find(
          ({ id, creator_id, description }) =>
            creator_id === botId && BigInt(id) > after && description?.split('\n').at(-1) === markOf(run),
        );
        return ours ? ({ type: 'there', eventId: ours.id } as const) : ({ type: 'none' } as const);
      } catch (error) {
        return whatWentWrong(error);
      }
    },

    edit: (run: Run, eventId: string) =>
      idFrom(rest.patch(Routes.guildScheduledEvent(run.guildId, eventId), { body: changedEventOf(run) })),

    async remove(guildId: string, eventId: string) {
      try {
        await rest.delete(Routes.guildScheduledEvent(guildId, eventId));
        return { type: 'removed' } as const;
      } catch (error) {
        return whatWentWrong(error);
      }
    },
  };
}
