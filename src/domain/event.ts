/** Why none of the server's events can be seen to: the bot may not, or there are as many as Discord takes. */
export type EventTrouble = 'events-permission' | 'events-full';
