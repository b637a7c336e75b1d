// `npm run bench`: Cooldown beside the least that a discord.js bot can be, in one run, through the same sandbox.
import { benchAnswers } from './answers.ts';
import { benchCheckins } from './checkins.ts';
import { benchHistory } from './history.ts';
import { benchPage } from './page.ts';
import { benchBeat, benchBurst } from './posts.ts';
import { benchReading } from './reading.ts';
import { benchSessions } from './sessions.ts';
import { benchStarts } from './starts.ts';

const GUILDS = [1, 100, 1_000];

const say = (text: string) => process.stdout.write(`${text}\n\n`);

say(await benchStarts());
for (const guilds of GUILDS) say(await benchAnswers(guilds));
say(await benchCheckins());
say(await benchBeat());
say(await benchBurst());
say(await benchHistory());
say(await benchSessions());
say(benchReading());
say(await benchPage());
