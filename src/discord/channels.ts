import { ChannelType } from 'discord.js';

/**
 * Channels that the bot posts in. Announcement channels take posts as text channels do, and nothing is published to
 * other servers unless somebody presses for it. Forums and threads have other routes and rights.
 */
export const TEXT_CHANNELS = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;

const THREADS: readonly (number | undefined)[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/** Whether a channel of this type is a thread, where other rights count. */
export const isThread = (type: number | undefined): boolean => THREADS.includes(type);

export const isTextChannel = (type: number): boolean => (TEXT_CHANNELS as readonly number[]).includes(type);
