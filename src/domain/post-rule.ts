import { z } from 'zod';
import { DAY } from './duration.ts';

/** What holds for all posts of a kind. */
export interface PostRule {
  /** What they speak of beside their club. */
  readonly about: 'run' | 'race' | 'club';
  /** How late one may still come, in ms: after that it would only confuse. */
  readonly mayBeLateMs: number;
  /**
   * What is kept with one, as JSON: what it is planned with tells it from others of its kind; what is optional may be
   * added later.
   */
  readonly details: z.ZodType;
}

/** A run or a race is planned at most a year ahead; what is composed after its start drops itself. */
export const UNTIL_THE_START = 400 * DAY;

/**
 * `leftChannel`: the channel that the card before it can't be read in any more. `again`: how many were planned before this
 * one. `changedAt`: when what it shows was changed last (UTC ms).
 */
export const card = z.object({
  leftChannel: z.string().optional(),
  again: z.number().optional(),
  changedAt: z.number().optional(),
});
/** The id of the cancellation that is spoken of. */
export const cancellation = z.object({ cancellation: z.number() });
/** Which parts have changed, by which change. */
export const changeOf = <Part extends string>(parts: readonly Part[]) =>
  z.object({ revision: z.number(), changed: z.array(z.enum(parts)) });
export const nothing = z.object({});

/** Word to members. `mention`: users to notify. `late`: it comes later than it should have. */
export interface News {
  readonly mention: readonly string[];
  readonly late: boolean;
}
