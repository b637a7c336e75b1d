import type { Server } from '../server.ts';
import type { World } from '../world/world.ts';
import type { Presence } from './protocol.ts';

// Who is in the server, the bot among them: they go and come back as a reader of the page wants it.

interface Parts {
  readonly world: World;
  readonly server: Server;
}

/** Everybody whom the sandbox knows, in the server or not; the bot first. */
export function presences({ world, server: { guild } }: Parts): Presence[] {
  return [...world.users.values()]
    .map(({ id, username, name, bot }) => ({
      username,
      name,
      bot,
      here: guild.members.has(id),
      stays: guild.ownerId === id,
    }))
    .sort((one, other) => Number(other.bot) - Number(one.bot));
}

/** Lets somebody leave the server or come back; the bot is kicked, and invited again with the usual permissions. */
export function setPresence(parts: Parts, username: string, here: boolean): Presence[] {
  const { server } = parts;
  const one = presences(parts).find((each) => each.username === username);
  if (!one || one.stays || one.here === here) return presences(parts);
  const [come, go] = one.bot
    ? [server.inviteBot, server.kickBot]
    : [() => server.join(username), () => server.leave(username)];
  if (here) come();
  else go();
  return presences(parts);
}
