import { type BaseInteraction, PermissionFlagsBits } from 'discord.js';
import type { Origins } from './origin.ts';

/** Who did something in which club. */
export const memberOf = ({ guildId, user }: BaseInteraction) => ({ guildId: guildId ?? '', userId: user.id });

/** The same, and what they may do there. */
export function actorOf(interaction: BaseInteraction, origins: Origins) {
  return {
    ...memberOf(interaction),
    roleIds: origins(interaction).roleIds,
    isAdmin: interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    locale: interaction.locale,
  };
}
