import type { Content } from '../../domain/content.ts';
import type { WeeklyTipView } from '../../domain/post-view.ts';
import { type Tip, TOPICS, type Topic } from '../../domain/tip.ts';
import type { TipOutcome } from '../../services/tips.ts';
import type { Message } from '../command.ts';
import { recoveryIds } from '../ids.ts';
import { button, calmCard, either, type Of, quoted, row, say, smallText, text } from './components.ts';
import { GENERAL_SAFETY, sourceLine } from './evidence.ts';
import { called, type PostWriters, toNobody } from './post-writer.ts';

const TOPIC_IN_WORDS: Readonly<Record<Topic, string>> = {
  sleep: 'Sleep',
  fuel: 'Food',
  hydration: 'Drinking',
  'active-recovery': 'Active recovery',
  mobility: 'Stretching and mobility',
  mental: 'Head and mood',
  'return-to-run': 'Back to running',
  gear: 'Kit',
  'injury-signs': 'Warning signs',
  community: 'The club',
  'race-week': 'Race week',
};

/** One tip. `topic` is what the member asked for, so that the next one keeps to it. */
function tipMessage(tip: Tip, topic: Topic | undefined, sources: Content['sources']): Message {
  return calmCard(
    text(`### ${TOPIC_IN_WORDS[tip.topic]}\n${tip.text}`),
    smallText(sourceLine(tip, sources, true), GENERAL_SAFETY),
    row(button('Another tip', recoveryIds.anotherTip(topic ?? ''), { main: true })),
  );
}

export const tipPosts: PostWriters<WeeklyTipView> = {
  'tip-of-the-week': called('tip of the week', ({ tip, sources }) =>
    toNobody(
      calmCard(
        text(`### Tip of the week: ${TOPIC_IN_WORDS[tip.topic]}\n${tip.text}`),
        smallText(sourceLine(tip, sources, true), GENERAL_SAFETY),
      ),
    ),
  ),
};

function unknownTopicMessage({ asked, nearest }: Of<TipOutcome, 'unknown-topic'>): Message {
  const names = either((nearest.length > 0 ? nearest : TOPICS).map((topic) => `**${topic}**`));
  return say(`I have no tips on ${quoted(asked)}. Try ${names}, or leave the topic out for any tip.`);
}

export function tipAnswer(outcome: TipOutcome, sources: Content['sources']): Message {
  switch (outcome.type) {
    case 'tip':
      return tipMessage(outcome.tip, outcome.topic, sources);
    case 'unknown-topic':
      return unknownTopicMessage(outcome);
  }
}
