import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { statusMessage } from '../../src/discord/messages/club.ts';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';

const { helpLines: regions } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const shown = (diskTrouble: 'full' | 'failing' | 'damaged' | null) =>
  JSON.stringify(
    statusMessage({
      settings: { ...USUAL_SETTINGS, zone: 'Europe/London', runsChannelId: '5', recoveryChannelId: '6' },
      regions,
      checks: [],
      next: [],
      sent: [],
      failed: [],
      events: [],
      version: '1',
      upSince: 0,
      lastBeat: null,
      clockDifference: 0,
      diskTrouble,
    }),
  );

it('a disk that can’t be written is told with the status of a club, and only then', () => {
  expect(shown('full')).toContain("I can't save everything just now: the disk is full.");
  expect(shown('failing')).toContain("the disk can't be read or written");
  expect(shown('damaged')).toContain('a part of my database is damaged');
  expect(shown(null)).not.toContain('save everything');
});
