import { type BaseInteraction, PermissionFlagsBits } from 'discord.js';
import type { Origins } from './origin.ts';

/** Who did something in which club, and what they may do there. */
export function actorOf(interaction: BaseInteraction, origins: Origins) {
  return {
    guildId: interaction.guildId ?? '',
    userId: interaction.user.id,
    roleIds: origins(interaction).roleIds,
    isAdmin: interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    locale: interaction.locale,
  };
}
