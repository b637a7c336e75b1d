import type { HelpLines } from '../../domain/help-lines.ts';

/** For who isn't where their club is, and for clubs whose region isn't known. */
const NUMBERS_BY_PLACE =
  '112 in the EU and many other places, 999 in the UK and Ireland, 911 in the US and Canada, 000 in Australia, 111 in New Zealand (in Great Britain 111 is not the emergency number)';

/** "call **999** now". */
export function callNow(help: HelpLines): string {
  return `call ${numberIn(help)} now`;
}

/** "**999**", or "your local emergency number". */
export function numberIn(help: HelpLines): string {
  return help.emergency === null ? 'your local emergency number' : `**${help.emergency}**`;
}

/** The other numbers: at an away race the club's own may be the wrong one. */
export function otherNumbers(help: HelpLines): string {
  return help.emergency === null
    ? `Emergency numbers: ${NUMBERS_BY_PLACE}.`
    : `Away from home, call the number of the place you are in: ${NUMBERS_BY_PLACE}.`;
}

/** Who gives medical advice the same day, where it isn't an emergency. */
export function adviceLine(help: HelpLines): string {
  return help.advice ?? 'a medical advice line';
}
