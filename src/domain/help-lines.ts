/** Whom to call where a club is, as it is written on a phone. Null: not known, so that words take its place. */
export interface HelpLines {
  /** Brings an ambulance. */
  readonly emergency: string | null;
  /** Gives medical advice on the same day. */
  readonly advice: string | null;
  /** Listens to people who think of harming themselves. */
  readonly crisis: string | null;
}
