import { z } from 'zod';

/** An id of Discord's. */
export const snowflake = z.string().regex(/^\d{1,20}$/);
