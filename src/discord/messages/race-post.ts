import type { GroupMood } from '../../domain/group-mood.ts';
import type { RacePostView, RecapTime } from '../../domain/race-post.ts';
import { timeInWords } from '../../domain/race-result.ts';
import type { SourcedTip } from '../../domain/tip.ts';
import { calmCard, cancelledText, firstOf, line, plain, small, smallText, text } from './components.ts';
import { sourceLine } from './evidence.ts';
import { called, type PostWriters, tell, toNobody, warn } from './post-writer.ts';
import { dateInWords, nameOf, raceCard, raceFacts, racePartsInWords, raceWhen } from './race.ts';

function inDays(days: number): string {
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}

function tipText(tip: SourcedTip | undefined): string[] {
  return tip ? [`**For race week:** ${tip.tip.text}`, small(sourceLine(tip.tip, tip.sources))] : [];
}

/** How many times a recap lists; the rest are counted. */
const MOST_TIMES = 50;

function timeText({ userId, seconds, standing }: RecapTime, place: number): string {
  const said = {
    first: ' · first at this distance',
    best: ' · personal best',
    usual: '',
    none: '',
  }[standing?.type ?? 'none'];
  return `${place + 1}. <@${userId}> **${timeInWords(seconds)}**${said}`;
}

const MOOD_IN_WORDS: Readonly<Record<GroupMood, string>> = {
  most: 'most',
  'about-half': 'about half',
  'fewer-than-half': 'fewer than half',
};

function moodText(mood: GroupMood | null): string[] {
  return mood ? [`The day after, ${MOOD_IN_WORDS[mood]} of those who checked in felt fine.`] : [];
}

function thanks(raced: number, bests: number): string {
  const who = raced === 1 ? 'the one of us who raced' : `all ${raced} who raced`;
  const proud = bests === 0 ? '' : `, with ${bests} personal ${bests === 1 ? 'best' : 'bests'}`;
  return `Well done to ${who}${proud}, and thanks to everybody who helped and cheered.`;
}

export const racePosts: PostWriters<RacePostView> = {
  'race-card': called('race card', (view) => toNobody(raceCard(view))),

  'race-reminder': called('reminder', ({ race, days, tip, ...to }) =>
    tell(to, `### ${nameOf(race)} is ${inDays(days)}`, raceFacts(race), ...tipText(tip)),
  ),

  'race-change': called('news of a change', ({ race, changed, ...to }) =>
    tell(to, `### Changed: ${nameOf(race)}`, `What is new: ${racePartsInWords(changed)}.`, raceFacts(race)),
  ),

  'race-cancelled': called('cancellation', ({ race, ...to }) =>
    warn(
      to,
      `### Cancelled: ${nameOf(race)}`,
      `The race on ${raceWhen(race)} will not take place.`,
      ...cancelledText(race),
    ),
  ),

  'race-on-again': called('news that it is on again', ({ race, ...to }) =>
    tell(to, `### It is on again: ${nameOf(race)}`, raceFacts(race)),
  ),

  'race-recap': called('recap', ({ race, times, raced, mood }) => {
    const shown = firstOf(times, MOST_TIMES, timeText);
    const bests = times.filter(({ standing }) => standing?.type === 'best').length;
    const results = times.length === 0 ? ['No result is kept any more.'] : shown;
    return toNobody(
      calmCard(
        text(`## Results: ${nameOf(race)}\n${dateInWords(race.date)} · ${plain(race.distance.label)}`),
        text(results.join('\n')),
        line(),
        text(thanks(raced, bests), ...moodText(mood)),
        smallText('Missing or wrong? `/race result` puts it right.'),
      ),
    );
  }),
};
