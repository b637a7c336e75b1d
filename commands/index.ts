import { club } from './club.ts';
import { help } from './help.ts';
import { me } from './me.ts';
import { race } from './race.ts';
import { recovery } from './recovery.ts';
import { run } from './run.ts';
import { stretch } from './stretch.ts';

/** All that members can say. Registered and dispatched from this one list. */
export const commands = [stretch, recovery, run, race, me, club, help];
