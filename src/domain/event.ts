/** Why none of the server's events can be seen to: the bot may not, or there are as many as Discord takes. */
export const EVENT_TROUBLES = ['events-permission', 'events-full'] as const;
export type EventTrouble = (typeof EVENT_TROUBLES)[number];
