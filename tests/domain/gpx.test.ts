import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GpxOutcome, MOST_GPX_BYTES, MOST_GPX_POINTS, readGpx } from '../../src/domain/gpx.ts';

type Point = readonly [lat: number | string, lon: number | string, ele?: number | string];

const read = (xml: string): GpxOutcome => readGpx(new TextEncoder().encode(xml));

const inGpx = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">${inner}</gpx>`;

const point = (tag: string, [lat, lon, ele]: Point) =>
  `<${tag} lat="${lat}" lon="${lon}">${ele === undefined ? '' : `<ele>${ele}</ele>`}</${tag}>`;

const segment = (points: readonly Point[]) =>
  `<trkseg>${points.map((one) => point('trkpt', one)).join('')}</trkseg>`;

const track = (...segments: readonly (readonly Point[])[]) => `<trk>${segments.map(segment).join('')}</trk>`;

const route = (points: readonly Point[]) => `<rte>${points.map((one) => point('rtept', one)).join('')}</rte>`;

/** A track over these elevations, its points some 11 m apart. */
const over = (elevations: readonly (number | string | undefined)[]) =>
  inGpx(
    track(
      elevations.map((ele, at): Point => {
        const lat = (at / 10_000).toFixed(4);
        return ele === undefined ? [lat, 0] : [lat, 0, ele];
      }),
    ),
  );

/** The climb of a track over these elevations, in metres. */
function climbOver(elevations: readonly (number | string | undefined)[]) {
  const outcome = read(over(elevations));
  return outcome.type === 'route' ? outcome.climbMetres : outcome;
}

const two: readonly Point[] = [
  [0, 0],
  [1, 0],
];

/** π ÷ 180 × 6,371,008.8 m = 111,195.08 m. */
const DEGREE = 111_195;

describe('the distance', () => {
  it.each([
    ['a degree of latitude', '0,0; 1,0', DEGREE],
    ['a degree along the equator', '0,0; 0,1', DEGREE],
    // A great circle a little north of the parallel: 2 × 6,371,008.8 m × asin(cos 60° × sin 0.5°).
    ['a degree along 60° north', '60,0; 60,1', 55_597],
    ['across the date line', '0,179.5; 0,-179.5', DEGREE],
    ['across the pole', '89.5,0; 89.5,180', DEGREE],
    ['on the pole', '90,0; 90,90', 0],
    ['to the other side of the Earth', '0,0; 0,180', 20_015_114],
    ['there and back', '0,0; 1,0; 0,0', 2 * DEGREE],
    ['nowhere', '52,13; 52,13', 0],
    ['as other programs write numbers', ' +0.0 ,-0; 1.,1e-9', DEGREE],
  ])('%s', (_, path, metres) => {
    const points = path.split(';').map((pair): Point => [pair.split(',')[0] ?? '', pair.split(',')[1] ?? '']);
    expect(read(inGpx(track(points)))).toEqual({ type: 'route', metres, points: points.length });
    expect(read(inGpx(route(points)))).toEqual({ type: 'route', metres, points: points.length });
  });

  const apart = inGpx(
    track(
      two,
      [
        [50, 50],
        [51, 50],
      ],
      [],
    ) + track([[-80, 0]]),
  );

  it('leaves out what lies between segments and between tracks', () => {
    expect(read(apart)).toEqual({ type: 'route', metres: 222_390, points: 5 });
  });

  it('leaves out what lies between routes', () => {
    const outcome = read(
      inGpx(
        route(two) +
          route([
            [50, 50],
            [51, 50],
          ]),
      ),
    );
    expect(outcome).toEqual({ type: 'route', metres: 222_390, points: 4 });
  });

  it('counts tracks before routes, and waypoints never', () => {
    const waypoints = point('wpt', [5, 5]) + point('wpt', [6, 6]);
    const long = route([
      [0, 0],
      [9, 0],
    ]);
    expect(read(inGpx(waypoints + long + track(two)))).toMatchObject({ metres: DEGREE, points: 2 });
    expect(read(inGpx(waypoints + route(two)))).toMatchObject({ metres: DEGREE, points: 2 });
    expect(read(inGpx(route(two) + track([[5, 5]])))).toMatchObject({ metres: DEGREE, points: 2 });
    expect(read(inGpx(waypoints))).toEqual({ type: 'no-points' });
  });

  it('is read through any prefix, and past extensions that look alike', () => {
    const prefixed = inGpx(track(two))
      .replace('xmlns=', 'xmlns:g=')
      .replace(/<(\/?)(gpx|trk|trkseg|trkpt)\b/g, '<$1g:$2');
    expect(read(prefixed)).toMatchObject({ metres: DEGREE, points: 2 });
    const strange = `<extensions>${track([[9, 9]])}</extensions><x:trk>${segment([[9, 9]])}</x:trk>`;
    expect(read(inGpx(strange + track(two)))).toMatchObject({ metres: DEGREE, points: 2 });
    const foreign = track([[9, 9]]).replace(/<(\/?)/g, '<$1x:');
    expect(foreign).toContain('<x:trkpt');
    expect(read(prefixed.replace('</g:gpx>', `${foreign}</g:gpx>`))).toMatchObject({ points: 2 });
  });

  const position = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );

  it('is never negative and the same backwards, but for rounding', () => {
    fc.assert(
      fc.property(fc.array(position, { minLength: 2, maxLength: 30 }), (points) => {
        const there = read(inGpx(track(points)));
        const back = read(inGpx(track(points.toReversed())));
        if (there.type !== 'route' || back.type !== 'route') throw new Error(there.type);
        expect(there.metres).toBeGreaterThanOrEqual(0);
        expect(Math.abs(there.metres - back.metres)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of a detour is never shorter, and of two segments is the sum of both', () => {
    fc.assert(
      fc.property(fc.tuple(position, position, position), ([a, b, c]) => {
        const metres = (...segments: Point[][]) => {
          const outcome = read(inGpx(track(...segments)));
          return outcome.type === 'route' ? outcome.metres : Number.NaN;
        };
        expect(metres([a, b, c])).toBeGreaterThanOrEqual(metres([a, c]) - 1);
        expect(Math.abs(metres([a, b], [b, c]) - metres([a, b, c]))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the climb', () => {
  it.each<[string, readonly (number | string | undefined)[], number | undefined]>([
    ['up a hill by single metres', Array.from({ length: 101 }, (_, at) => at), 100],
    ['down a hill', [100, 50, 0], 0],
    ['up, down and up again', [0, 50, 20, 90], 120],
    ['noise of two metres on the flat', Array.from({ length: 1_000 }, (_, at) => 50 + 2 * (at % 2)), 0],
    ['noise on the way up', Array.from({ length: 101 }, (_, at) => at + (at % 2)), 100],
    ['a rise of less than 3 m', [10, 12.9, 10], 0],
    ['a rise of 3 m', [10, 13, 10], 3],
    ['a dip of less than 3 m', [0, 10, 7.1, 20], 20],
    ['from the very bottom', [10, 8, 7, 20], 13],
    ['below the sea', [-420, -400], 20],
    [
      'with a gap',
      [0, ...Array.from({ length: 9 }, () => 0), undefined, ...Array.from({ length: 9 }, () => 50)],
      50,
    ],
    ['with a tenth missing', [undefined, 0, 0, 0, 0, 0, 0, 0, 0, 10], 10],
    ['with more than a tenth missing', [undefined, 0, 0, 0, 0, 0, 0, 0, 10], undefined],
    ['without any elevation', [undefined, undefined], undefined],
    ['with elevations that are none', ['NaN', 'Infinity', '-INF', '1e308', '-1e308', '', '0x10'], undefined],
    ['with one that is none', [0, 0, 0, 0, 0, 0, 0, 0, 10, 'Infinity'], 10],
    ['above all mountains', [0, 0, 0, 0, 0, 0, 0, 0, 0, 99_999], 0],
    ['beneath all depths', [-99_999, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0],
  ])('%s', (_, elevations, metres) => {
    expect(climbOver(elevations)).toBe(metres);
  });

  it('starts anew with each segment', () => {
    const low: readonly Point[] = [
      [0, 0, 0],
      [0, 0, 10],
    ];
    const high: readonly Point[] = [
      [0, 0, 500],
      [0, 0, 520],
    ];
    expect(read(inGpx(track(low, high)))).toMatchObject({ climbMetres: 30 });
  });

  it('takes one elevation of each point, and only its own', () => {
    const twice = '<trkpt lat="0" lon="0"><ele>0</ele><ele>900</ele></trkpt>';
    const strange = '<trkpt lat="0" lon="0"><extensions><ele>900</ele></extensions><ele>5</ele></trkpt>';
    expect(read(inGpx(`<trk><trkseg>${twice}${strange}</trkseg></trk>`))).toMatchObject({ climbMetres: 5 });
  });

  it('backwards is the descent: the difference is that of the ends, but for what is noise', () => {
    const elevations = fc.array(fc.integer({ min: -400, max: 8_000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(elevations, (path) => {
        const up = Number(climbOver(path));
        const down = Number(climbOver(path.toReversed()));
        expect(up).toBeGreaterThanOrEqual(0);
        expect(Math.abs(up - down - ((path.at(-1) ?? 0) - (path[0] ?? 0)))).toBeLessThan(6);
      }),
    );
  });
});

describe('the name', () => {
  const named = (name: string) => `<name>${name}</name>`;

  it.each([
    ['of the track', inGpx(named('old') + track(two).replace('<trk>', `<trk>${named('Loop')}`)), 'Loop'],
    ['of the route', inGpx(route(two).replace('<rte>', `<rte>${named('Loop')}`)), 'Loop'],
    ['of the file', inGpx(`<metadata>${named('Loop')}</metadata>${track(two)}`), 'Loop'],
    ['of the file in GPX 1.0', inGpx(named('Loop') + track(two)), 'Loop'],
    [
      'instead of an empty one',
      inGpx(named('Loop') + track(two).replace('<trk>', '<trk><name> </name>')),
      'Loop',
    ],
    ['not of a waypoint', inGpx(`<wpt lat="0" lon="0">${named('home')}</wpt>${track(two)}`), undefined],
    [
      'not of an author',
      inGpx(`<metadata><author>${named('Ada')}</author></metadata>${track(two)}`),
      undefined,
    ],
    ['none', inGpx(track(two)), undefined],
  ])('%s', (_, xml, name) => {
    const outcome = read(xml);
    expect(outcome.type === 'route' && outcome.name).toBe(name);
  });

  it.each([
    ['  Sunday\n\tloop ', 'Sunday loop'],
    ['A &amp; B &lt;3 &#x1F3C3;', 'A & B <3 🏃'],
    ['<![CDATA[A & B]]> <!-- not this --> C', 'A & B C'],
    ['\u202egnol\u202c \u200bloop\u2066', 'gnol loop'],
    ['&#x202E;gnol&#x0085;', 'gnol'],
    ['&#x3164;', undefined],
    ['@everyone', '@everyone'],
    ['x'.repeat(1_000_000), 'x'.repeat(80)],
    [`${'x'.repeat(79)}🏃`, 'x'.repeat(79)],
  ])('%j', (typed, name) => {
    const outcome = read(inGpx(named(typed) + track(two)));
    expect(outcome.type === 'route' && outcome.name).toBe(name);
  });

  it('is one clean line of at most 80 characters, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const written = [...text].map((one) => `&#${one.codePointAt(0)};`).join('');
        const outcome = read(inGpx(named(written) + track(two)));
        if (outcome.type !== 'route' || outcome.name === undefined) return;
        expect(outcome.name.length).toBeLessThanOrEqual(80);
        expect(outcome.name).toBe(outcome.name.trim());
        expect(outcome.name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(outcome.name).not.toBe('');
      }),
    );
  });
});

describe('what is refused', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['text', 'Sunday loop'],
    ['JSON', '{"gpx":[]}'],
    ['another kind of XML', '<kml><trk/></kml>'],
    ['a root that only begins so', '<gpxx/>'],
    ['XML that breaks off', inGpx(track(two)).slice(0, -6)],
    ['XML with crossed elements', '<gpx><trk></gpx></trk>'],
    ['a second root', `${inGpx(track(two))}<gpx/>`],
    ['a bare ampersand', inGpx(`<name>A & B</name>${track(two)}`)],
    ['an attribute twice', '<gpx a="1" a="2"/>'],
    ['a NUL', inGpx('\u0000')],
  ])('%s is not GPX', (_, xml) => {
    expect(read(xml)).toEqual({ type: 'not-gpx' });
  });

  it('bytes that are not UTF-8 are not GPX', () => {
    const xml = inGpx(`<name>Straße</name>${track(two)}`);
    expect(readGpx(Buffer.from(xml, 'latin1'))).toEqual({ type: 'not-gpx' });
    expect(readGpx(Buffer.from(`\uFEFF${inGpx(track(two))}`, 'utf16le'))).toEqual({ type: 'not-gpx' });
    expect(readGpx(Buffer.from(`\uFEFF${inGpx(track(two))}`))).toMatchObject({ type: 'route' });
  });

  const laughs = Array.from(
    { length: 20 },
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  ).join('');

  it.each<[string, string]>([
    ['billion laughs', `<!DOCTYPE gpx [<!ENTITY l0 "lol">${laughs}]><gpx><name>&l20;</name></gpx>`],
    [
      'an external entity',
      '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><name>&x;</name></gpx>',
    ],
    ['a parameter entity', '<!DOCTYPE gpx [<!ENTITY % x SYSTEM "http://a.example/"> %x;]><gpx/>'],
    ['any document type', `<!DOCTYPE gpx>${inGpx(track(two)).replace(/^.*?\?>/, '')}`],
    ['an undeclared entity', inGpx(`<name>&home;</name>${track(two)}`)],
    ['an undeclared entity in an attribute', inGpx(`<trk a="&home;"/>${track(two)}`)],
    ['an entity by the name of something of JavaScript', inGpx(`<name>&constructor;</name>${track(two)}`)],
    ['another one', inGpx(`<name>&__proto__;</name>${track(two)}`)],
    ['absurd nesting', inGpx(`${'<a>'.repeat(2_000)}${'</a>'.repeat(2_000)}${track(two)}`)],
  ])('%s is unsafe', (_, xml) => {
    expect(read(xml)).toEqual({ type: 'unsafe' });
  });

  it('extensions may be nested fairly deep', () => {
    expect(read(inGpx(`${'<a>'.repeat(900)}${'</a>'.repeat(900)}${track(two)}`))).toMatchObject({
      points: 2,
    });
  });

  it.each<[string, string]>([
    ['no points', inGpx('')],
    ['an empty root', '<gpx/>'],
    ['one point', inGpx(track([[0, 0]]))],
    ['points outside of any segment', inGpx(`<trk>${point('trkpt', [0, 0])}${point('trkpt', [1, 0])}</trk>`)],
  ])('%s', (_, xml) => {
    expect(read(xml)).toEqual({ type: 'no-points' });
  });

  it.each<readonly [lat: number | string, lon: number | string]>([
    [90.1, 0],
    [-90.1, 0],
    [0, 180.1],
    [0, -180.1],
    ['', 0],
    ['NaN', 0],
    ['Infinity', 0],
    ['0x10', 0],
    ['52,5', '13,4'],
    ['1e999', 0],
    ['52.5 13.4', 0],
    [`${'1'.repeat(1_000_000)}x`, 0],
  ])('a point that is nowhere: %.20s, %s', (lat, lon) => {
    expect(
      read(
        inGpx(
          track(two, [
            [1, 1],
            [lat, lon],
          ]),
        ),
      ),
    ).toEqual({ type: 'bad-point', number: 4 });
  });

  it('a point without coordinates, but only where the point counts', () => {
    expect(read(inGpx(`<trk><trkseg><trkpt/><trkpt lat="1"/></trkseg></trk>`))).toEqual({
      type: 'bad-point',
      number: 1,
    });
    expect(read(inGpx(`<rte><rtept/><rtept/></rte>${track(two)}`))).toMatchObject({ type: 'route' });
  });

  it('more bytes than allowed, to the byte', () => {
    const xml = inGpx(track(two));
    const padded = xml + ' '.repeat(MOST_GPX_BYTES - xml.length);
    expect(read(padded)).toMatchObject({ type: 'route' });
    expect(read(`${padded} `)).toEqual({ type: 'too-large', limitBytes: 5_000_000 });
  });

  it('more points than allowed, to the point', () => {
    const points = (count: number) =>
      inGpx(`<trk><trkseg>${'<trkpt lat="1" lon="1"/>'.repeat(count)}</trkseg></trk>`);
    expect(read(points(MOST_GPX_POINTS))).toMatchObject({ type: 'route', points: 200_000 });
    expect(read(points(MOST_GPX_POINTS + 1))).toEqual({ type: 'too-many-points', limit: 200_000 });
  });
});

describe('whatever comes', () => {
  const pieces = [
    ...['<gpx>', '</gpx>', '<trk>', '</trk>', '<trkseg>', '</trkseg>', '<trkpt lat="1" lon="2">', '</trkpt>'],
    ...[
      '<trkpt lat="91"/>',
      '<ele>',
      '</ele>',
      '5',
      'NaN',
      '<name>',
      '</name>',
      '&lt;',
      '&x;',
      '&#0;',
      '&',
      ';',
    ],
    ...[
      '<!DOCTYPE',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?xml version="1.1"?>',
      '<?',
      '?>',
      '<',
      '>',
      '/',
      '"',
    ],
    ...['\r', '\u2028', '\ud83c', '\ufffe', ':', 'xmlns:a=""', '__proto__=""', '[', ']'],
  ];

  it('it is never thrown at: any bytes, any text, any jumble of GPX', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
      fc
        .array(fc.constantFrom(...pieces))
        .map((jumble) => new TextEncoder().encode(`<gpx>${jumble.join('')}`)),
      fc.array(fc.constantFrom(...pieces)).map((jumble) => new TextEncoder().encode(jumble.join(''))),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(readGpx(bytes).type).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('no coordinate comes out', () => {
    const outcome = read(
      inGpx(
        track([
          [52.51234, 13.41234, 34],
          [52.52345, 13.42345, 60],
        ]),
      ),
    );
    expect(Object.keys(outcome).sort()).toEqual(['climbMetres', 'metres', 'name', 'points', 'type']);
    expect(JSON.stringify(outcome)).not.toMatch(/52\.|13\./);
  });

  const usual = Array.from(
    { length: 40_000 },
    (_, at) =>
      `<trkpt lat="${(52 + at / 1e5).toFixed(6)}" lon="13.4"><ele>${(at % 90).toFixed(1)}</ele><time>2026-05-03T08:00:00Z</time><extensions><hr>140</hr></extensions></trkpt>`,
  ).join('\n');
  /** `piece` over and over, nearly 5 MB in all. */
  const filled = (piece: string) => piece.repeat(Math.floor(4_900_000 / piece.length));

  it.each<[string, string, GpxOutcome['type']]>([
    [
      'a usual file',
      inGpx(`<trk><trkseg>${usual.slice(0, usual.lastIndexOf('<trkpt', 4_900_000))}</trkseg></trk>`),
      'route',
    ],
    ['nesting', inGpx(filled('<a>')), 'unsafe'],
    ['nesting with prefixes', inGpx(filled('<a:b>')), 'unsafe'],
    ['empty elements', inGpx(filled('<a/>') + track(two)), 'route'],
    ['one huge attribute', inGpx(`<a b="${filled('x')}"/>${track(two)}`), 'route'],
    [
      'one huge coordinate',
      inGpx(
        track([
          [filled('1'), 0],
          [0, 0],
        ]),
      ),
      'bad-point',
    ],
    [
      'one huge elevation',
      inGpx(
        track([
          [0, 0, filled('1')],
          [0, 0],
        ]),
      ),
      'route',
    ],
    ['characters by number', inGpx(`<name>${filled('&#65;')}</name>${track(two)}`), 'route'],
    ['line ends', inGpx(`<name>${filled('\r')}</name>${track(two)}`), 'route'],
    ['a comment', inGpx(`<!--${filled('- ')}-->${track(two)}`), 'route'],
    ['a document type', `<!DOCTYPE gpx [${filled('"a"')}]><gpx/>`, 'unsafe'],
  ])('5 MB of %s are read to the end', (_, xml, type) => {
    const bytes = new TextEncoder().encode(xml);
    expect(bytes.length).toBeGreaterThan(4_800_000);
    expect(readGpx(bytes).type).toBe(type);
  });
});
