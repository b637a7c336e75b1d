/** The tables as Kysely sees them. Instants are UTC milliseconds, ids are Discord's snowflakes as text. */
export interface Schema {
  clubs: ClubTable;
  members: MemberTable;
  tip_views: TipViewTable;
}

interface ClubTable {
  guild_id: string;
  created_at: number;
}

interface MemberTable {
  guild_id: string;
  user_id: string;
  created_at: number;
}

/** Which tips a member has been shown; `turn` counts up with each tip and so tells their order. */
interface TipViewTable {
  guild_id: string;
  user_id: string;
  tip_id: string;
  turn: number;
}
