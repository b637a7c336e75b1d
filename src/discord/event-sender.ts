import {
  type APIGuildScheduledEvent,
  RESTJSONErrorCodes as Code,
  type REST,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { EventTrouble } from '../domain/event.ts';
import type { Run } from '../domain/run.ts';
import { CLOCKS_MAY_DIFFER_MS, codeIn, failureIn } from './failure.ts';
import { eventOf, markOf } from './messages/event.ts';

const TROUBLES: Readonly<Record<number, EventTrouble>> = {
  [Code.MissingPermissions]: 'events-permission',
  [Code.MissingAccess]: 'events-permission',
  [Code.MaximumNumberOfUncompletedGuildScheduledEventsReached]: 'events-full',
};

const GONE = { [Code.UnknownGuildScheduledEvent]: { type: 'gone' } as const };

function whatWentWrong(error: unknown) {
  const why = codeIn(TROUBLES, error);
  return why ? ({ type: 'trouble', why } as const) : (codeIn(GONE, error) ?? failureIn(error));
}

/** The server's events by Discord's REST interface. The shape is `EventSender` of the schedule. */
export function createEventSender(rest: REST, botId: string) {
  async function idFrom(request: Promise<unknown>) {
    try {
      const { id } = (await request) as APIGuildScheduledEvent;
      return { type: 'there', eventId: id } as const;
    } catch (error) {
      return whatWentWrong(error);
    }
  }

  return {
    create: (run: Run) => idFrom(rest.post(Routes.guildScheduledEvents(run.guildId), { body: eventOf(run) })),

    async find(run: Run, since: number) {
      const after = SnowflakeUtil.generate({ timestamp: since - CLOCKS_MAY_DIFFER_MS });
      try {
        const events = (await rest.get(Routes.guildScheduledEvents(run.guildId))) as APIGuildScheduledEvent[];
        const ours = events.find(
          ({ id, creator_id, description }) =>
            creator_id === botId && BigInt(id) > after && description?.split('\n').at(-1) === markOf(run),
        );
        return ours ? ({ type: 'there', eventId: ours.id } as const) : ({ type: 'gone' } as const);
      } catch (error) {
        return whatWentWrong(error);
      }
    },

    edit: (run: Run, eventId: string) =>
      idFrom(rest.patch(Routes.guildScheduledEvent(run.guildId, eventId), { body: eventOf(run) })),

    async remove(guildId: string, eventId: string) {
      try {
        await rest.delete(Routes.guildScheduledEvent(guildId, eventId));
        return { type: 'gone' } as const;
      } catch (error) {
        return whatWentWrong(error);
      }
    },
  };
}
