/** What came of a campaign. */
export interface Tally {
  /** How often the bot was killed, met a fault, or found its clock changed. */
  readonly troubles: number;
  /** What had to come: posts, mentions, events, answers. */
  readonly due: number;
  readonly lost: number;
  readonly doubled: number;
  /** How many members read something of their own doing that isn't so. */
  readonly toldWrongly: number;
}

const NOTHING: Tally = { troubles: 0, due: 0, lost: 0, doubled: 0, toldWrongly: 0 };

export const sumOf = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, tally) => ({
      troubles: sum.troubles + tally.troubles,
      due: sum.due + tally.due,
      lost: sum.lost + tally.lost,
      doubled: sum.doubled + tally.doubled,
      toldWrongly: sum.toldWrongly + tally.toldWrongly,
    }),
    NOTHING,
  );

export const isWell = ({ lost, doubled, toldWrongly }: Tally) => lost + doubled + toldWrongly === 0;
