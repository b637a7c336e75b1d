import { type Sandbox, type SandboxOptions, type Seed, startSandbox } from 'discord-sandbox';
import { TOUR } from './tour.ts';

/** A club with an admin, a leader and eight members, and the channels that a running club has. */
const RIVERSIDE_RUNNERS: Seed = {
  server: 'Riverside Runners',
  roles: [{ name: 'Run Leader', mentionable: true }],
  people: [
    { username: 'admin', name: 'Ada' },
    { username: 'leader', name: 'Leo', roles: ['Run Leader'] },
    { username: 'amara', name: 'Amara' },
    { username: 'ben', name: 'Ben', locale: 'en-US' },
    { username: 'chloe', name: 'Chloé', locale: 'fr' },
    { username: 'diego', name: 'Diego', locale: 'es-ES' },
    { username: 'elif', name: 'Elif', locale: 'tr' },
    { username: 'finn', name: 'Finn', locale: 'de' },
    { username: 'grace', name: 'Grace' },
    { username: 'hiro', name: 'Hiro', locale: 'ja' },
  ],
  channels: [
    { name: 'general' },
    { name: 'group-runs' },
    { name: 'races' },
    { name: 'recovery' },
    { name: 'announcements', writers: 'Run Leader' },
    { name: 'committee', readers: 'Run Leader' },
  ],
};

/** Opens a sandbox with the club in it. @throws the system's error where the port can't be had. */
export const startClubSandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({
    application: 'Cooldown',
    seed: RIVERSIDE_RUNNERS,
    visitor: 'leader',
    tour: TOUR,
    hints: {
      command: '/stretch hamstrings',
      options: '/stretch calves minutes: 3',
      button: 'Another routine',
      choice: 'Marathon',
    },
    parting: 'The sandbox has stopped. Start it again with npm start; this page comes back by itself.',
    ...options,
  });
