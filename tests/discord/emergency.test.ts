import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import {
  adviceLine,
  crisisLine,
  numberIn,
  otherNumbers,
  someoneWithYou,
  staySafe,
} from '../../src/discord/messages/emergency.ts';
import { urgentMessage } from '../../src/discord/messages/red-flag.ts';
import { signsByUrgency } from '../../src/domain/checkin-content.ts';
import { REGIONS } from '../../src/domain/club.ts';
import { countWords } from '../seen-words.ts';

const content = loadContent(join(import.meta.dirname, '../../data'));
const { helpLines } = content;

/** The same lines, read by somebody under 18. */
const young = (region: keyof typeof helpLines, welfareOfficerId: string | null = null) => ({
  ...helpLines[region],
  under18: { welfareOfficerId },
});

describe('whom a message tells to call', () => {
  it('is one number, and one short line for who is away', () => {
    expect(numberIn(helpLines.uk)).toBe('**999**');
    expect(numberIn(helpLines.elsewhere)).toBe('your local emergency number');
    for (const region of REGIONS) {
      expect(otherNumbers(helpLines[region])).toMatch(/112.* works in most countries/);
      expect(otherNumbers(helpLines[region]).split(' ').length).toBeLessThan(15);
      expect(otherNumbers(helpLines[region]).includes('not 111')).toBe(region === 'new-zealand');
    }
  });

  it('is an advice line by name where one is known', () => {
    expect(adviceLine(helpLines.uk)).toBe('NHS 111');
    expect(adviceLine(helpLines.ireland)).toBe('a medical advice line');
  });

  it('is a crisis line, under 18 after the one for young people', () => {
    expect(crisisLine(helpLines.uk)).toBe('**Samaritans 116 123** (or text SHOUT to 85258)');
    expect(crisisLine(helpLines.france)).toBe('**3114**');
    expect(crisisLine(helpLines.japan)).toContain('findahelpline.com');
    expect(crisisLine(young('uk'))).toBe(
      '**Childline 0800 1111** or **Samaritans 116 123** (or text SHOUT to 85258)',
    );
    expect(crisisLine(young('france'))).toBe('**3114**');
    expect(crisisLine(young('japan'))).toContain('findahelpline.com');
  });

  it('is a parent or coach under 18, and somebody to stay with otherwise', () => {
    expect(someoneWithYou(helpLines.uk)).toBe('Have someone stay with you.');
    expect(staySafe(helpLines.uk)).toBe("Don't drive yourself. Have someone stay with you.");
    expect(staySafe(young('uk'))).toBe(
      "Don't drive yourself. **Tell a parent, your coach or another adult you trust now.**",
    );
    expect(staySafe(young('uk', '42'))).toBe(
      "Don't drive yourself. **Tell a parent, coach or welfare officer <@42> now.**",
    );
  });

  it('stands on every urgent card under 18, which is hardly longer than another', () => {
    for (const sign of signsByUrgency(content.checkin.signs, content.redFlags))
      for (const region of REGIONS) {
        const shown = urgentMessage([sign], young(region, '42'));
        // A few words more than for everybody else: they name the officer.
        expect(countWords(shown), `${sign.choice.id} ${region}`).toBeLessThanOrEqual(105);
        expect(JSON.stringify(shown)).not.toMatch(/someone stay with you/i);
        if (sign.flag.level !== 'few-days') expect(JSON.stringify(shown)).toContain('welfare officer <@42>');
      }
  });
});
