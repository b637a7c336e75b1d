import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { openClub } from './club.ts';
import { endOf, startSession, stillThere } from './session-club.ts';

const CROWD = 200;

/** Bot, sandbox and 200 members share a processor with other tests; how late a step comes is for the bench to say. */
const PATIENCE_MS = 30_000;

it('plays 200 sessions at the same time: every step of each is shown, and Discord refuses nothing', async () => {
  const { sandbox, beat } = await openClub({ extraMembers: CROWD, patienceMs: PATIENCE_MS });
  const members = Array.from({ length: CROWD }, (_, one) => sandbox.as(`member-${one + 1}`));
  const request = { muscle: 'calves', kind: 'static', minutes: 3 };
  const messages = await Promise.all(members.map((member) => startSession(member, request)));
  const texts = () => members.map((member, one) => textOf(stillThere(member, messages[one] ?? { id: '' })));

  for (const wanted of ['### Left foot', 'Change sides: right foot', 'Change sides: left foot']) {
    const ends = messages.map(
      (message, one) => endOf(stillThere(members[one] ?? sandbox.as('ben'), message)) ?? 0,
    );
    sandbox.clock.set(Math.max(sandbox.clock.now(), ...ends));
    await beat();
    expect(texts().filter((text) => !text.includes(wanted))).toEqual([]);
  }
  expect(sandbox.traffic.requests.filter(({ status }) => status >= 400)).toEqual([]);
});
