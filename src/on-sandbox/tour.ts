import type { TourAct, TourStep } from 'discord-sandbox';

const be = (member: string, channel: string): TourAct => ({ type: 'be', member, channel });
const run = (command: string, options: Readonly<Record<string, string>>): TourAct => ({
  type: 'run',
  command,
  options,
});

/** Several members go to the channel of the runs and press the same button. */
const allPress = (label: string, ...members: readonly string[]): TourAct[] =>
  members.flatMap((member) => [be(member, 'group-runs'), { type: 'press', label }]);

/** A stretch, a run, a race and the day after, shown on the page to somebody who opens it for the first time. */
export const TOUR: readonly TourStep[] = [
  {
    title: 'A stretch',
    words: 'Any member asks for a routine and gets it alone: /stretch hamstrings.',
    needs: 'stretch',
    acts: [be('ben', 'general'), run('stretch', { muscle: 'hamstrings' })],
  },
  {
    title: 'A run',
    words:
      'The owner sets the club up, the run leader announces a run with three places, and five members press Going.',
    needs: 'run create',
    acts: [
      be('admin', 'general'),
      run('club setup', {
        timezone: '{zone}',
        'runs-channel': 'group-runs',
        'recovery-channel': 'recovery',
      }),
      be('leader', 'group-runs'),
      run('run create', {
        title: 'Riverside loop',
        when: '{day 1} 18:30',
        meet: 'Town hall steps',
        distance: '8 km',
        capacity: '3',
      }),
      ...allPress('Going', 'amara', 'ben', 'chloe', 'diego', 'elif'),
      be('leader', 'group-runs'),
    ],
  },
  {
    title: 'A race',
    words:
      'The leader adds a half marathon for the day after tomorrow, and three members say that they race.',
    needs: 'race add',
    acts: [
      be('leader', 'group-runs'),
      run('race add', { name: 'City Half', distance: 'half', date: '{day 2}' }),
      ...allPress("I'm racing", 'amara', 'ben', 'leader'),
    ],
  },
  {
    title: 'The day after',
    words: 'Time passes until the morning after. Reminders, recaps and check-ins come, each at its time.',
    needs: 'run create',
    acts: [
      be('ben', 'group-runs'),
      { type: 'pass', day: 3, hour: 9.1 },
      { type: 'goToNews', channels: ['recovery', 'group-runs'] },
    ],
  },
];
