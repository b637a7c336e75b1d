let last = 0;

/** The id of one more press, as Discord's: each is greater than all before it. */
export const pressId = (): string => String(++last);
