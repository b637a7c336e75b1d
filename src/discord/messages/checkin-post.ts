import type { CheckinPostView } from '../../domain/checkin-post.ts';
import type { Race } from '../../domain/race.ts';
import { recoveryIds } from '../ids.ts';
import { button, calmCard, plain, row, text } from './components.ts';
import { numberIn } from './emergency.ts';
import { called, lastLines, type PostWriters, toUsers } from './post-writer.ts';

const nameOf = ({ name }: Race) => `**${plain(name)}**`;

function checkInButton({ number }: Race, ...of: readonly ['evening'?]) {
  return row(button('Check in', recoveryIds.checkIn(number, ...of), { main: true }));
}

const countText = (count: CheckinPostView['count']) =>
  count === null ? [] : [`${count.checkedIn} of ${count.of} checked in`];

export const checkinPosts: PostWriters<CheckinPostView> = {
  checkin: called('check-in', ({ race, day, count, ...to }) =>
    toUsers(
      calmCard(
        text(
          `### Day ${day} after ${nameOf(race)}: how are you?`,
          'Press `Check in`: it takes about a minute. Only you see your answers. I keep that you checked in, and on day 1 how the whole group felt.',
          ...countText(count),
          ...lastLines(to),
        ),
        checkInButton(race),
      ),
      to.mention,
    ),
  ),

  'race-evening': called('warning signs for the evening', ({ race, help, count, ...to }) =>
    toUsers(
      calmCard(
        text(
          `### The evening of ${nameOf(race)}`,
          `**Chest pain, collapse, trouble breathing, confusion, a severe headache or repeated vomiting, in you or somebody with you:** don't fill in anything, call ${numberIn(help)} now.`,
          'Well done, all of you. Some things show only hours after a long race: press `Check in` and look at the warning signs. Only you see it.',
          ...countText(count),
          ...lastLines(to),
        ),
        checkInButton(race, 'evening'),
      ),
      to.mention,
    ),
  ),
};
