import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../src/content.ts';
import { sourceLine } from '../src/discord/messages/evidence.ts';
import { planMessage } from '../src/discord/messages/plan.ts';
import type { Evidence } from '../src/domain/evidence.ts';

const content = loadContent(join(import.meta.dirname, '..', 'data'));
const { sources, exercises, tips, plans, checkin, redFlags } = content;

/** Whose own pages a link may lead to. A DOI leads to the article, wherever its publisher keeps it. */
const OWN_PAGES = [
  // Articles, and the libraries and publishers that hold them.
  'doi.org',
  'pmc.ncbi.nlm.nih.gov',
  'pubmed.ncbi.nlm.nih.gov',
  'bjsm.bmj.com',
  'bmjopensem.bmj.com',
  'journals.lww.com',
  'meridian.allenpress.com',
  'thesportjournal.org',
  'www.dovepress.com',
  'www.germanjournalsportsmedicine.com',
  'www.wemjournal.org',
  'epub.ub.uni-muenchen.de',
  // Health services and governments.
  'www.nhs.uk',
  'norfolkandwaveneycommunityhealth.nhs.uk',
  'rms.cornwall.nhs.uk',
  'www.lincsphysio.nhs.uk',
  '111.wales.nhs.uk',
  'www.nhsinform.scot',
  'nhsfife.org',
  'www2.hse.ie',
  'www.cdc.gov',
  'www.gov.uk',
  'www.healthlinkbc.ca',
  'www.nhghealth.com.sg',
  // Professional bodies, hospitals, universities and the manuals that they write.
  'www.acsm.org',
  'aafp.org',
  'orthoinfo.aaos.org',
  'elearning.rcgp.org.uk',
  'www.resus.org.uk',
  'www.gssiweb.org',
  'passport.world.rugby',
  'www.mayoclinic.org',
  'my.clevelandclinic.org',
  'www.froedtert.com',
  'www.summahealth.org',
  'health.osu.edu',
  'www.merckmanuals.com',
  'www.msdmanuals.com',
  // The coach whose rule it is.
  'www.halhigdon.com',
];

/** Everything below `value` that rests on something. */
function evidenceIn(value: unknown): Evidence[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'sources' in value && 'grade' in value ? [value as Evidence] : [];
  return [...own, ...Object.values(value).flatMap(evidenceIn)];
}

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

const tip = (id: string) => {
  const found = tips.find((one) => one.id === id);
  if (!found) throw new Error(`There is no tip ${id}`);
  return found;
};

describe('a source', () => {
  it('leads to its DOI or to its own page: no copy, no shop, no blog, no newspaper', () => {
    const strange = Object.entries(sources).filter(([, { url }]) => {
      if (!url) return false;
      const { protocol, hostname } = new URL(url);
      return protocol !== 'https:' || !OWN_PAGES.includes(hostname);
    });
    expect(strange.map(([key, { url }]) => `${key}: ${url}`)).toEqual([]);
  });

  it('has an address that no other source has', () => {
    const addresses = Object.values(sources).flatMap(({ url }) => url ?? []);
    expect(addresses.filter((url, place) => addresses.indexOf(url) !== place)).toEqual([]);
  });

  it('is used: what nothing rests on goes', () => {
    const used = new Set(evidenceIn(content).flatMap((one) => one.sources));
    expect(Object.keys(sources).filter((key) => !used.has(key))).toEqual([]);
  });

  it('is named with what was read of it', () => {
    const line = (key: string) => sourceLine({ sources: [key], grade: 'B' }, sources);
    expect(line('NHSFIFE')).toBe('Source: NHS Fife · grade B');
    expect(line('MAYO-BASIC')).toBe('Source: Mayo Clinic (from a copy) · grade B');
    expect(line('DIGIOV-06')).toBe('Source: DiGiovanni et al. 2006 (not read) · grade B');
  });
});

describe('what has no source', () => {
  it('is called usual practice, and graded D', () => {
    const bare = evidenceIn([exercises, tips, plans, checkin, redFlags]).filter(
      (one) => one.sources.length === 0,
    );
    expect(bare.length).toBeGreaterThan(10);
    expect(bare.filter(({ grade }) => grade !== 'D')).toEqual([]);
    for (const one of bare)
      expect(sourceLine(one, sources)).toBe('Source: usual practice, no study · grade D');
  });
});

describe('a caution', () => {
  const caution = (id: string) => exercises.find((one) => one.id === id)?.caution ?? `There is no ${id}`;
  const idsOf = (chosen: typeof exercises) => chosen.map(({ id }) => id).join(' ');
  const lying = /lie (on your back|back|beside|face down|with the roller)|face down/i;
  const strained = ['calves', 'hamstrings', 'quadriceps', 'adductors'];

  it.each([
    ['a fresh strain', idsOf(exercises.filter(({ muscle }) => strained.includes(muscle))), /strain|bruise/i],
    ['lying flat in pregnancy', idsOf(exercises.filter(({ setUp }) => lying.test(setUp))), /pregnan/i],
    [
      'osteoporosis',
      `knee-chest double-knee child cat-cow knee-rolls seat-twist inchworm worlds-greatest open-book thoracic-roll
       ham-stand`,
      /osteoporosis/i,
    ],
    [
      'a new hip',
      `hipflex-kneel hipflex-lunge hipflex-edge hipflex-roll lunge-walk worlds-greatest hip-circles leg-swing-fb
       leg-swing-ss fig4-supine fig4-chair knee-chest double-knee knee-rolls seat-twist knee-hug hip-switch itb-stand
       butterfly squat-sit quad-prone`,
      /new hip|replaced hip|hip replacement/i,
    ],
    [
      'pain at the outer hip',
      'fig4-supine fig4-chair seat-twist itb-stand leg-swing-ss lateral-roll glute-roll',
      /outer.hip/i,
    ],
    [
      'a groin strain',
      `butterfly side-lunge lateral-lunge rock-back adductor-roll leg-swing-fb leg-swing-ss lunge-walk
       worlds-greatest hip-circles hip-switch squat-sit`,
      /groin/i,
    ],
    ['a painful pubic bone', 'butterfly side-lunge lateral-lunge rock-back', /pubic bone/i],
    [
      'pain where the Achilles meets the heel',
      'calf-wall soleus-wall calf-towel heel-toe-rock down-dog-pedal knee-to-wall',
      /achilles/i,
    ],
    ['pain at the sit-bone', 'ham-strap ham-stand ham-doorway toy-soldier ham-9090 ham-roll', /sit-bone/i],
  ])('names %s wherever it matters', (_what, ids, said) => {
    expect(ids.split(/\s+/).filter((id) => !said.test(caution(id)))).toEqual([]);
  });

  it('sends nobody to a doctor for one sore calf alone', () => {
    const calves = content.muscles.find(({ id }) => id === 'calves')?.caution;
    expect(calves).toMatch(/^One calf swollen, warm and tender/);
    expect(textsOf([tips, plans]).filter((text) => /warm,? (or|and) sore|warm, sore/.test(text))).toEqual([]);
  });

  it("doesn't exclude those for whom the stretch is meant", () => {
    expect(caution('plantar')).toMatch(/while you stretch/);
  });
});

describe('a short dose', () => {
  it('holds as long as the usual one, only less often', () => {
    for (const { id, kind, dose } of exercises) {
      if (kind !== 'static' || !('seconds' in dose.usual) || !('seconds' in dose.short)) continue;
      expect(dose.short.seconds, id).toBe(dose.usual.seconds);
      expect(dose.short.rounds, id).toBeLessThan(dose.usual.rounds);
    }
  });
});

describe('tips and plans', () => {
  it('say one thing about dark urine', () => {
    const all = [
      ...tips.map(({ text }) => text),
      ...plans.plans.flatMap((plan) =>
        textsOf(
          planMessage({ plan, plans, race: undefined, known: undefined }, sources, content.helpLines.uk)
            .components,
        ),
      ),
    ];
    const dark = all.filter((text) => /cola|brown|dark urine/i.test(text));
    expect(dark.length).toBeGreaterThan(plans.plans.length);
    for (const text of dark) {
      expect(text).toMatch(/urine the colour of tea or cola/i);
      expect(text).toMatch(/go to an emergency department now/i);
    }
  });

  it('tell everybody on race day to drink to thirst, and after a long race to leave ibuprofen alone', () => {
    for (const { distance, id, steps } of plans.plans) {
      const today = steps[0]?.text;
      expect(today, id).toMatch(/drink to thirst/i);
      if (['half', 'marathon', 'ultra'].includes(distance))
        expect(today, id).toMatch(/No ibuprofen-type tablets/);
    }
  });

  it('ask nothing in race week that needs two', () => {
    const late = tips.filter(({ raceWeek, text }) => raceWeek && /two weeks|12 weeks/.test(text));
    expect(late.map(({ id }) => id)).toEqual([]);
  });

  it('say who should leave out a cold dip, and how to go in', () => {
    for (const said of [
      /slowly/,
      /never alone/,
      /get out/,
      /heart/,
      /blood.pressure/,
      /Raynaud/,
      /hives/,
      /pregnan/,
      /wounds/,
      /faint/,
      /confused/,
    ])
      expect(tip('cold-dip').text).toMatch(said);
  });

  it.each([
    ['light-movement', /may ease soreness a little/],
    ['yoga-hike-strength', /week 2 after a marathon/],
    ['stretch-and-fibres', /muscle fibres/],
    ['blood-flow', /blood flow/],
    ['rolling-and-knots', /half an hour/],
    ['roll-a-few-minutes', /30–60 seconds/],
    ['stretch-and-injuries', /Experts don't agree/],
  ])('answer what is often claimed: %s', (id, said) => {
    expect(tip(id).text).toMatch(said);
  });

  it('are plain', () => {
    const hard =
      /\band so (is|are)\b|\bso (is|are) \w|\bstroll|\bfret\b|costs? you bone|peel off|\bItching to|Fancy |are welcome|around it\?|as if you saw/i;
    expect(textsOf([tips, plans, exercises]).filter((text) => hard.test(text))).toEqual([]);
  });
});
