import { EMERGENCY_NUMBERS, type Region } from '../../domain/club.ts';

/** For who isn't where their club is, and for clubs whose region isn't known. */
export const NUMBERS_BY_PLACE =
  '112 in the EU and many other places, 999 in the UK and Ireland, 911 in the US and Canada, 000 in Australia, 111 in New Zealand (in Great Britain 111 is not the emergency number)';

/** "call **999** now". */
export function callNow(region: Region): string {
  return `call ${numberIn(region)} now`;
}

/** "**999**", or "your local emergency number". */
export function numberIn(region: Region): string {
  const number = EMERGENCY_NUMBERS[region];
  return number === null ? 'your local emergency number' : `**${number}**`;
}

/** The other numbers: at an away race the club's own may be the wrong one. */
export function otherNumbers(region: Region): string {
  return EMERGENCY_NUMBERS[region] === null
    ? `Emergency numbers: ${NUMBERS_BY_PLACE}.`
    : `Away from home, call the number of the place you are in: ${NUMBERS_BY_PLACE}.`;
}

/** Who gives medical advice the same day, where it isn't an emergency. */
export function adviceLine(region: Region): string {
  return region === 'uk'
    ? 'a medical advice line (in Great Britain NHS 111, which is not the emergency number)'
    : 'a medical advice line';
}
