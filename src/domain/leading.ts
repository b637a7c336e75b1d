/** What tells whether somebody may change something of the club. */
export interface Person {
  readonly userId: string;
  readonly roleIds: readonly string[];
  /** May manage the server. */
  readonly isAdmin: boolean;
}

/** What a club has chosen about who leads it. */
export interface Leadership {
  /** Whoever holds it leads; without one only those lead who may manage the server. */
  readonly leaderRoleId: string | null;
}

/** Something of the club that somebody made. */
export interface Made {
  /** Empty where whoever it was had everything about them erased: then it is left to those who lead. */
  readonly createdBy: string;
}

/** Who may do what somebody else was refused. */
export type WhoMay = Made & Leadership;

/** Leaders see to everything in the club, and see whom nobody has seen for a while. */
export function leads({ leaderRoleId }: Leadership, { roleIds, isAdmin }: Person): boolean {
  return isAdmin || (leaderRoleId !== null && roleIds.includes(leaderRoleId));
}

/** Whoever was erased is nobody any more. */
function isSame(known: string | null, { userId }: Person): boolean {
  return known !== '' && known === userId;
}

/**
 * Everybody may create a run or a race. Changing it, cancelling it, its sheet and its attendance are for whoever created
 * it and for those who lead. A run of a series was created by whoever created the series.
 */
export function mayChange(club: Leadership, { createdBy }: Made, person: Person): boolean {
  return leads(club, person) || isSame(createdBy, person);
}

/** Somebody may not do that. */
export interface NotAllowed {
  readonly type: 'not-allowed';
  readonly whoMay: WhoMay;
}

/** Why somebody may not change something; undefined where they may. */
export function whyNotChange(club: Leadership, made: Made, person: Person): NotAllowed | undefined {
  if (mayChange(club, made, person)) return undefined;
  return { type: 'not-allowed', whoMay: { createdBy: made.createdBy, leaderRoleId: club.leaderRoleId } };
}

/** The same for what only those do who lead the club. */
export function whyNotLead(club: Leadership, person: Person): NotAllowed | undefined {
  if (leads(club, person)) return undefined;
  return { type: 'not-allowed', whoMay: { createdBy: '', leaderRoleId: club.leaderRoleId } };
}

/** The same for what was cancelled: whoever cancelled it may put it on again too. */
export function whyNotRestore(
  club: Leadership,
  made: Made & { readonly cancelledBy: string | null },
  person: Person,
): NotAllowed | undefined {
  return isSame(made.cancelledBy, person) ? undefined : whyNotChange(club, made, person);
}
