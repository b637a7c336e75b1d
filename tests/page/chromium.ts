import { chromiumAt } from 'discord-sandbox/page';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export const CHROMIUM = process.env['CHROMIUM'] || '/usr/bin/chromium';

/** Chromium doesn't start with the library that `faketime` loads. It needs none: the page asks the sandbox for the time. */
const { LD_PRELOAD: _, ...env } = process.env;

export const launch = (): Promise<Browser> => chromium.launch({ ...chromiumAt(CHROMIUM), env });
