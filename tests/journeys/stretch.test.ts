import { join } from 'node:path';
import { ComponentType } from 'discord.js';
import { buttonsOf, type Component, flatten, plainMembers, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { MINUTES } from '../../src/domain/routine.ts';
import { openClub } from './club.ts';
import { said, shown } from './said.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

describe('/stretch', () => {
  it('answers hamstrings with a routine: steps, dose, cue, caution, easier variant, source and the safety line', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const answer = await member.run('stretch', { muscle: 'hamstrings' });
    expect(answer.kind).toBe('message');
    expect(shown(answer).ephemeral).toBe(true);
    const text = said(answer);
    expect(text).toContain('Hamstrings');
    expect(text).toMatch(/hold 30 s, 2 times on each side/);
    for (const part of ['1. ', 'Feel it:', 'Watch out for:', 'Caution:', 'Easier:', 'Source:', 'grade'])
      expect(text).toContain(part);
    expect(text).toContain(
      'A mild pull or firm pressure, never pain. Stop and get advice if it hurts, tingles or goes numb.',
    );
    expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual([
      'Start guided session',
      'Another routine',
      'Share',
    ]);
  });

  it.each([
    ['hammies', 'Hamstrings'],
    ['quads', 'Quadriceps'],
    ['calf', 'Calves'],
    ['butt', 'Glutes'],
    ['groin', 'Adductors'],
    ['IT-Band', 'IT band'],
    ['HIP FLEXORS', 'Hip flexors'],
  ])('knows what people call it: %s', async (typed, title) => {
    const { sandbox } = await openClub();
    expect(said(await sandbox.as('leader').run('stretch', { muscle: typed }))).toContain(`## ${title}`);
  });

  it('takes every option', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const before = said(await member.run('stretch', { muscle: 'calves', when: 'before-run', minutes: 10 }));
    expect(before).toContain('before a run');
    expect(before).toMatch(/of brisk walking or easy jogging/);
    expect(before).not.toContain('static stretch');

    const rolled = said(
      await member.run('stretch', { muscle: 'calves', kind: 'foam-rolling', minutes: MINUTES.min }),
    );
    expect(rolled).toContain('foam rolling');
    expect(rolled).not.toContain('static stretch');

    const rest = said(
      await member.run('stretch', { muscle: 'glutes', when: 'rest-day', minutes: MINUTES.max }),
    );
    expect(rest).toContain('on a rest day');
    expect(rest).toContain('4 exercises');
  });

  it('shows at most three pictures, each alone in its gallery, between the name of its exercise and how it is done', async () => {
    const { sandbox } = await openClub();
    const request = { muscle: 'glutes', when: 'rest-day', minutes: MINUTES.max };
    const answer = shown(await sandbox.as('leader').run('stretch', request));
    const parts = flatten(answer.components as unknown as Component[]).map(([component]) => component);
    const galleries = parts.flatMap(({ type }, place) =>
      type === ComponentType.MediaGallery ? [place] : [],
    );
    expect(galleries).toHaveLength(3);
    for (const [index, place] of galleries.entries()) {
      const name = /### (\d)\. (.+)/.exec(String(parts[place - 1]?.['content'])) ?? [];
      const exercise = content.exercises.find((one) => one.name === name[2]);
      expect(name[1]).toBe(String(index + 1));
      expect(parts[place]?.['items']).toHaveLength(1);
      expect(answer.attachments[index]?.filename).toMatch(new RegExp(`^${exercise?.id}\\.(png|gif)$`));
      expect(parts[place + 1]?.['content']).toContain(exercise?.setUp);
    }
    expect(textOf(answer)).toContain('### 4. ');
  });

  it('says when a muscle has none of a kind, and offers the nearest', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    expect(said(await member.run('stretch', { muscle: 'it-band', kind: 'mobility' }))).toContain(
      'I have no mobility drills for the IT band; the nearest I have: dynamic stretches.',
    );
    expect(said(await member.run('stretch', { muscle: 'lower-back', kind: 'foam-rolling' }))).toContain(
      'Nobody should roll the lower back',
    );
  });

  it('goes through different routines, and back to the first', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const answer = await member.run('stretch', { muscle: 'hamstrings', kind: 'static', minutes: 3 });
    const first = said(answer);
    const count = Number(/routine 1 of (\d+)/.exec(first)?.[1]);
    expect(count).toBeGreaterThan(1);
    const seen = new Set([first]);
    let message = shown(answer);
    for (let turn = 1; turn < count; turn++) {
      const next = await member.press(message, 'Another routine');
      expect(next.kind).toBe('update');
      message = shown(next);
      seen.add(textOf(message));
    }
    expect(seen.size).toBe(count);
    expect(said(await member.press(message, 'Another routine'))).toBe(first);
  });

  it("shares to the channel, under the member's name, without a ping", async () => {
    const { sandbox, hasty } = await openClub();
    const member = hasty('leader');
    const answer = await member.run('stretch', { muscle: 'glutes' });
    const pressed = await member.press(shown(answer), 'Share');
    expect(pressed.kind).toBe('acknowledged');
    const last = await sandbox.as('admin').sees(({ author }) => author.bot);
    const own = await member.sees(({ id, editedAt }) => id === pressed.message?.id && editedAt !== null);
    expect(buttonsOf(own).find(({ label }) => label === 'Shared')?.disabled).toBe(true);

    expect(textOf(last)).toContain(`shared by <@${member.id}>`);
    expect(last.ephemeral).toBe(false);
    expect(last.pinged).toEqual([]);
    expect(buttonsOf(last).map(({ label }) => label)).toEqual(['Start guided session', 'Another routine']);

    const another = await sandbox.as('admin').press(last, 'Another routine');
    expect(another.kind).toBe('message');
    expect(shown(another).ephemeral).toBe(true);
    expect(
      textOf(
        sandbox
          .as('admin')
          .read('general')
          .findLast(({ id }) => id === last.id) ?? last,
      ),
    ).toBe(textOf(last));
  });

  it('posts once, however often and fast the button is pressed', async () => {
    const { hasty } = await openClub();
    const member = hasty('leader');
    const answer = shown(await member.run('stretch', { muscle: 'glutes' }));
    await Promise.all([1, 2, 3].map(() => member.press(answer, 'Share')));
    await member.sees(({ id, editedAt }) => id === answer.id && editedAt !== null);
    expect(member.read().filter(({ ephemeral }) => !ephemeral)).toHaveLength(1);
  });

  it('posts for all at once with share: true, but never where the member may not write', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    expect(shown(await member.run('stretch', { muscle: 'calves', share: true })).ephemeral).toBe(false);

    const plain = sandbox.as(plainMembers(sandbox.world)[0] ?? '').in('announcements');
    const quiet = await plain.run('stretch', { muscle: 'calves', share: true });
    expect(shown(quiet).ephemeral).toBe(true);
    expect(said(quiet)).toContain("You can't write in this channel, so this is for your eyes only.");
    const pressed = await plain.press(shown(quiet), 'Share');
    expect(said(pressed)).toContain("You can't write in this channel");
    expect(
      sandbox
        .as('admin')
        .read('announcements')
        .some(({ author }) => author.bot),
    ).toBe(false);
  });
});

describe('/stretch, finding the muscle', () => {
  it('offers nothing to stretch for a symptom, but whom to call, and the warning signs one press away', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    for (const typed of ['torn hamstring', 'I feel odd since the hill', 'mir ist komisch']) {
      const answer = await member.run('stretch', { muscle: typed, share: true });
      expect(said(answer)).toMatch(/Was that about how you feel\?.*call .* now/);
      expect(said(answer)).toContain("don't stretch or roll a fresh injury");
      expect(shown(answer).ephemeral).toBe(true);
      expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual(['Check in']);
      expect(said(await member.press(shown(answer), 'Check in'))).toContain('Do any of these apply to you?');
    }
  });

  it('gives a sore muscle its routine with one line beside it, for the member alone', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('leader').run('stretch', { muscle: 'my calves hurt', share: true });
    expect(said(answer)).toMatch(/## Calves.*Was that about how you feel\?/s);
    expect(shown(answer).ephemeral).toBe(true);
  });

  it('offers the muscles round a knee, and says when to see somebody', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const answer = await member.run('stretch', { muscle: "runner's knee" });
    expect(said(answer)).toMatch(/more than two weeks.*Go today if it is swollen/);
    expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual([
      'Hamstrings',
      'Quadriceps',
      'IT band',
    ]);
    expect(said(await member.press(shown(answer), 'Quadriceps'))).toContain('## Quadriceps');
  });

  it('says whom to call before it offers muscles for words it has never heard', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    expect(said(await member.run('stretch', { muscle: 'xylophone' }))).toContain(
      'Was that about how you feel?',
    );
    expect(said(await member.run('stretch', { muscle: 'hamstirng' }))).not.toContain('about how you feel');
  });

  it.each([
    ['', 11],
    ['ham', 1],
    ['hamstirngs', 1],
    ['hammi', 1],
    ['glut', 1],
    ['xyzzy', 0],
  ])('suggests for %j', async (typed, atLeast) => {
    const { sandbox } = await openClub();
    const choices = await sandbox.as('leader').suggest('stretch', { muscle: typed }, 'muscle');
    expect(choices.length).toBeGreaterThanOrEqual(atLeast);
    if (/^ham/.test(typed)) expect(choices[0]).toEqual({ name: 'Hamstrings', value: 'hamstrings' });
    if (typed === 'xyzzy') expect(choices).toEqual([]);
  });

  it('offers the nearest muscles for an unknown one, one press away', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const answer = await member.run('stretch', { muscle: 'hamstirng', when: 'rest-day' });
    expect(said(answer)).toContain("I don't know a muscle called `hamstirng`. Did you mean **hamstrings**");
    expect(said(await member.press(shown(answer), 'Hamstrings'))).toContain('## Hamstrings, on a rest day');
  });

  it('names some muscles where nothing is near', async () => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('leader').run('stretch', { muscle: 'xylophone' });
    expect(said(answer)).toMatch(/Try \*\*calves\*\*, \*\*hamstrings\*\*/);
  });

  it.each([
    ['a mention of everyone', '@everyone @here'],
    ['mentions of people and roles', '<@1> <@&2> <#3>'],
    ['markdown', '# **big** ||spoiler|| [here](https://example.com) ```code```'],
    ['6,000 characters', 'lorem '.repeat(1_000)],
    ['marks that turn text around', '\u202egnirtsmah\u202c\u200f\u2066'],
    ['SQL', "'; drop table members; --"],
    ['an unfinished custom id', 'x:y:z:::'],
    ['nothing but spaces', '   '],
    ['nothing but marks', '\u200b\u200b'],
    ['emoji', '🦵🦵🦵'],
    ['lone surrogates', '\ud83e'],
  ])('stays calm at %s', async (_what, hostile) => {
    const { sandbox } = await openClub();
    const answer = await sandbox.as('leader').run('stretch', { muscle: hostile });
    const text = said(answer);
    expect(text).toContain("I don't know a muscle called");
    expect(text.length).toBeLessThan(500);
    expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    const outsideCode = text.replace(/`[^`]*`/g, '');
    expect(outsideCode).not.toMatch(/@everyone|<@|# \*\*big/);
    expect(shown(answer).pinged).toEqual([]);
    expect(shown(answer).ephemeral).toBe(true);
    await sandbox.as('leader').suggest('stretch', { muscle: hostile }, 'muscle');
  });

  it.each(['chest pain', 'my chest feels tight', "I can't breathe", 'swollen calf', 'cola urine'])(
    'puts a warning sign before any routine: %s',
    async (typed) => {
      const { sandbox } = await openClub();
      const member = sandbox.as('leader');
      const answer = await member.run('stretch', { muscle: typed, share: true });
      const text = said(answer);
      expect(text).toContain('Please read this first');
      expect(text).toMatch(/112|emergency number/);
      expect(text).not.toContain('Feel it:');
      expect(text).not.toContain('Mild pull only');
      expect(shown(answer).ephemeral).toBe(true);
      expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual(["I've read this"]);
      const read = await member.press(shown(answer), "I've read this");
      expect(said(read)).toBe(said(answer));
      expect(buttonsOf(shown(read)).map(({ disabled }) => disabled)).toEqual([true]);
    },
  );
});
