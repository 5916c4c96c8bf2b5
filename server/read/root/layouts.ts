import { createHash } from 'node:crypto';

/** Description of a class in a file (TStreamerInfo). */
export interface Description {
  readonly fName: string;
  readonly fElements?: { readonly arr: readonly Member[] } | null;
}

interface Member {
  readonly fName: string;
  readonly fType: number;
}

/** Digests of the members (name and type) of the class layouts that histogram-record.ts decodes, as written by ROOT 6. */
const known: Readonly<Record<string, readonly string[]>> = {
  TObject: ['9938a75ec7b1'],
  TNamed: ['ae13f93aec64'],
  TObjString: ['2187692133b0'],
  TList: ['85271a389748'],
  THashList: ['865eb67620a3'],
  TAxis: ['80fd396c41a9', 'dac9b1e39c90'], // 9, 10
  TH1: ['5c71bff2609d', '069a82736bfe'], // 7, 8
  TH1C: ['3f184dfcef5b'],
  TH1S: ['1b7dc0a0530c'],
  TH1I: ['e710264764a2'],
  TH1F: ['c5d0c2d0caae'],
  TH1D: ['d94d047d70ba'],
  TH2: ['9d0571d154d8'],
  TH2C: ['151671082032'],
  TH2S: ['87b7885e9698'],
  TH2I: ['71a417af0e86'],
  TH2F: ['807e924cac01'],
  TH2D: ['dbd6571f5eaa'],
  TProfile: ['e70d5893b435'],
  TProfile2D: ['6951095f0d8f'],
};

/** Returns the classes of a file with a known layout; none if any class they may depend on has another layout. */
export function classesWithKnownLayout(descriptions: readonly Description[]): ReadonlySet<string> {
  const classes = new Set<string>();
  for (const { fName: name, fElements } of descriptions) {
    const layouts = known[name];
    if (!layouts) continue;
    const members = (fElements?.arr ?? []).map(({ fName, fType }) => `${fName}:${fType}`).join(' ');
    if (!layouts.includes(createHash('sha256').update(members).digest('hex').slice(0, 12))) return new Set();
    classes.add(name);
  }
  return classes;
}
