import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { ROUTINE_SAFETY } from '../../src/discord/messages/evidence.ts';
import { sessionMessage } from '../../src/discord/messages/session.ts';
import { countWords } from '../seen-words.ts';
import { viewsOf } from '../session-views.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const picture = { name: 'figure.png', bytes: new Uint8Array(), description: 'A figure' };

const wordsIn = (text: string) => text.split(/\s+/).filter((token) => /[\p{L}\p{N}]/u.test(token)).length;

describe.each(content.exercises)('$id in a guided session', (exercise) => {
  const [ready, ...work] = viewsOf(exercise);
  const said = (view: Parameters<typeof sessionMessage>[0]) =>
    JSON.stringify(sessionMessage(view, picture).components);

  it('is explained while one gets into place, in at most 110 words beside those of safety', () => {
    if (!ready) throw new Error('There is no step');
    for (const words of [exercise.setUp, ...exercise.steps, exercise.caution, ROUTINE_SAFETY])
      expect(said(ready)).toContain(words);
    const safety = [exercise.caution, ready.muscle.caution ?? '', ROUTINE_SAFETY].join(' ');
    expect(countWords(sessionMessage(ready, picture)) - wordsIn(safety)).toBeLessThanOrEqual(110);
  });

  it('has at most 60 words at work, and none of the steps', () => {
    for (const view of work) {
      expect(countWords(sessionMessage(view, picture))).toBeLessThanOrEqual(60);
      for (const words of [exercise.setUp, ...exercise.steps, exercise.caution])
        expect(said(view)).not.toContain(words);
    }
  });

  it('names the side, or both where they take turns, and of what it is the left or the right', () => {
    const named = { each: [['left'], ['right']], alternate: [['left', 'right']], together: [[]] }[
      exercise.sides
    ];
    for (const [index, view] of work.entries()) {
      const heading = /### ([^"\\]+)/.exec(said(view))?.[1]?.toLowerCase() ?? '';
      expect(heading.match(/left|right/g) ?? []).toEqual(named[index % named.length]);
      const [before = '', after = ''] = exercise.oneSide?.split('{side}') ?? [];
      expect(heading).toContain(`${before}${named[index % named.length]?.join(' and ')}${after}`);
    }
  });
});
