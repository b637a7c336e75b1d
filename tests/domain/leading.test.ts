import { describe, expect, it } from 'vitest';
import { leads, mayChange, type Person, whyNotChange, whyNotRestore } from '../../src/domain/leading.ts';

const ROLE = '900';
const withRole = { leaderRoleId: ROLE };
const withoutRole = { leaderRoleId: null };

const person = (userId: string, more: Partial<Person> = {}): Person => ({
  userId,
  roleIds: [],
  isAdmin: false,
  ...more,
});

const creator = person('1');
const leader = person('2', { roleIds: ['800', ROLE] });
const manager = person('3', { isAdmin: true });
const member = person('4', { roleIds: ['800'] });

const own = { createdBy: '1' };
const orphaned = { createdBy: '' };

describe('who may change a run or a race', () => {
  it.each([
    ['its creator', withRole, own, creator, true],
    ['a leader', withRole, own, leader, true],
    ['who may manage the server', withRole, own, manager, true],
    ['any other member', withRole, own, member, false],
    ['its creator, in a club without leaders', withoutRole, own, creator, true],
    ['who holds some role, in a club without leaders', withoutRole, own, leader, false],
    ['who may manage the server, in a club without leaders', withoutRole, own, manager, true],
    ['any other member, in a club without leaders', withoutRole, own, member, false],
    ['its creator, once they were erased', withRole, orphaned, creator, false],
    ['somebody without an id, once its creator was erased', withRole, orphaned, person(''), false],
    ['a leader, once its creator was erased', withRole, orphaned, leader, true],
    ['who may manage the server, once its creator was erased', withoutRole, orphaned, manager, true],
  ])('%s: %o', (_who, club, made, by, may) => {
    expect(mayChange(club, made, by)).toBe(may);
    expect(whyNotChange(club, made, by)).toEqual(
      may ? undefined : { type: 'not-allowed', whoMay: { ...made, ...club } },
    );
  });

  it('is for who cancelled it too, where it is to be on again', () => {
    expect(whyNotRestore(withRole, { ...own, cancelledBy: '4' }, member)).toBeUndefined();
    expect(whyNotRestore(withRole, { ...own, cancelledBy: '1' }, member)?.type).toBe('not-allowed');
    expect(whyNotRestore(withRole, { ...own, cancelledBy: null }, leader)).toBeUndefined();
    expect(whyNotRestore(withRole, { ...orphaned, cancelledBy: '' }, person(''))?.type).toBe('not-allowed');
  });
});

it('lets those lead who hold the role or may manage the server, and never everybody', () => {
  const all = [creator, leader, manager, member];
  expect(all.map((one) => leads(withRole, one))).toEqual([false, true, true, false]);
  expect(all.map((one) => leads(withoutRole, one))).toEqual([false, false, true, false]);
});
