import type { ChannelTrouble } from '../../domain/post-view.ts';
import type { Message } from '../command.ts';
import type { CommandCatalogue } from '../command-catalogue.ts';
import { say } from './components.ts';

/** Something broke that is no fault of the member's. */
export const faultMessage = (): Message =>
  say(
    "That didn't work, and it is not your fault: something went wrong on my side. It has been noted. Please try once more in a minute.",
  );

/** A button whose meaning is no longer known, for instance from before an update. */
export const staleMessage = (catalogue: CommandCatalogue): Message =>
  say(
    `That button is from an older message and doesn't work any more. Nothing was changed. ${catalogue.mention('help')} shows what you can ask for now.`,
  );

/** Discord offered a command that this version doesn't have, as happens in the minutes after an update. */
export const unknownCommandMessage = (catalogue: CommandCatalogue): Message =>
  say(`I don't know that command any more. ${catalogue.mention('help')} shows what you can ask for now.`);

/** The bot is about to stop, for an update perhaps, and begins nothing new. */
export const stoppingMessage = (): Message =>
  say("I'm just restarting, so I didn't do that. Nothing was changed. Please try once more in a minute.");

/** Something broke, and what was asked for may be done all the same. */
export const unsureMessage = (): Message =>
  say(
    "Something went wrong on my side, so I can't tell you how it went. It is not your fault, and it has been noted. It may be done already: please have a look before you try again.",
  );

/** What a member wanted all to see can't be posted where they are. */
export const mayNotPostMessage = (why: ChannelTrouble['why']): Message =>
  say(
    "Discord doesn't let me post in this channel, so I kept this to ourselves.",
    ...(why === 'missing-permission' ? ['Whoever runs the server can give me **Send Messages** here.'] : []),
    'Please ask for it in another channel, and share it there.',
  );

/** A command or a button in a direct message. */
export const onlyInServerMessage = (): Message =>
  say("I can only do that in your club's server. Please try it there.");

/** A command or a button in a server that the bot isn't in, by somebody who installed the app for themselves. */
export const notInThisServerMessage = (): Message =>
  say(
    "I'm not in this server, so I can't do that here. Nothing was saved. Somebody who may manage the server can invite me.",
  );
