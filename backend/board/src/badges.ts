// What is worth saying of a feature in one word. Each rule reads figures of the API alone.
import type { RankedFeatureFragment } from "./generated/graphql.ts";

type Alignment = NonNullable<RankedFeatureFragment["alignment"]>;

export type Badge = "calm" | "contested" | "loud" | "customers" | "hardlyHeard" | "provisional";

const LOW_REACH = 0.25; // less than a quarter of those with a say, by weight, has spoken
const CALM = 0.15; // polarization up to which groups think alike
const CLEAR = 50; // the score that parts weak from strong backing
const AHEAD = 15; // points by which customers are further than teams

const RULES: [Badge, (a: Alignment) => boolean][] = [
  ["contested", (a) => a.contested],
  ["loud", (a) => a.backingGroups === 1 && a.heardGroups > 2],
  ["customers", (a) => a.external != null && a.internal != null && a.external - a.internal >= AHEAD],
  ["calm", (a) => !a.contested && a.low >= CLEAR && a.polarization <= CALM],
  ["hardlyHeard", (a) => a.reach < LOW_REACH],
  ["provisional", (a) => a.provisional],
];

export function badgesOf(alignment: RankedFeatureFragment["alignment"] | undefined): Badge[] {
  if (alignment == null) return ["hardlyHeard"];
  return RULES.filter(([, holds]) => holds(alignment)).map(([badge]) => badge);
}
