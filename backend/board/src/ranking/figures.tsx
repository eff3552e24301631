// The figures of a line: the score with its interval, groups as dots, and signs.
import { badgesOf } from "../badges.ts";
import { writeFine, writeNumber } from "../format.ts";
import type { RankedFeatureFragment } from "../generated/graphql.ts";
import { say } from "../words.ts";

type Alignment = NonNullable<RankedFeatureFragment["alignment"]>;

// A bar to the score on a scale to 100; the whisker runs from the low to the high end. Without a
// score it is not said that nobody was heard: who weighs nothing has none either.
export function ScoreBar({ alignment }: { alignment: RankedFeatureFragment["alignment"] | undefined }) {
  if (alignment == null) return <span class="faint">{say.noScoreYet()}</span>;
  const { score, low, high } = alignment;
  const told = say.interval(writeFine(score), writeFine(low), writeFine(high));
  return (
    <span class="score">
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label={told}>
        <title>{told}</title>
        <rect class="bar-ground" width="100" height="12" />
        <rect class="bar" width={score} height="12" />
        <rect class="whisker" x={low} y="5" width={Math.max(0.5, high - low)} height="2" />
        <rect class="whisker" x={low} y="2.5" width="0.6" height="7" />
        <rect class="whisker" x={Math.min(99.4, high)} y="2.5" width="0.6" height="7" />
      </svg>
      <b>{writeFine(score)}</b>
    </span>
  );
}

const MOST_DOTS = 14; // of them a row has room for; beyond, numbers tell

// Tells whether any of ROWS was heard by more groups than there is room for: then numbers tell in all.
export const hasMany = (rows: Pick<RankedFeatureFragment, "alignment">[]) => rows.some(({ alignment }) => (alignment?.heardGroups ?? 0) > MOST_DOTS);

// What the dots mean.
export function DotsLegend() {
  return (
    <ul class="legend">
      <li>
        <i class="dot backing" /> {say.dotBacks()}
      </li>
      <li>
        <i class="dot objecting" /> {say.dotObjects()}
      </li>
      <li>
        <i class="dot" /> {say.dotNeither()}
      </li>
    </ul>
  );
}

// A dot for each group: backing, objecting, or heard and neither.
export function Dots({ alignment, asNumbers = hasMany([{ alignment }]) }: { alignment: Alignment; asNumbers?: boolean }) {
  const { backingGroups: backing, objectingGroups: objecting, heardGroups: heard } = alignment;
  const told = say.dots(backing, objecting, heard);
  if (asNumbers) {
    return (
      <span class="dots" role="img" aria-label={told} title={told}>
        <i class="dot backing" />
        {writeNumber(backing)} <i class="dot objecting" />
        {writeNumber(objecting)} <i class="dot" />
        {writeNumber(heard - backing - objecting)}
      </span>
    );
  }
  const kinds = Array.from({ length: heard }, (_, at) => (at < backing ? "backing" : at < backing + objecting ? "objecting" : ""));
  return (
    <span class="dots" role="img" aria-label={told} title={told}>
      {kinds.map((kind, at) => (
        <i key={at} class={`dot ${kind}`} />
      ))}
    </span>
  );
}

export function Badges({ alignment }: { alignment: RankedFeatureFragment["alignment"] | undefined }) {
  return (
    <span class="badges">
      {badgesOf(alignment).map((badge) => (
        <span key={badge} class={`badge ${badge}`} title={say[`${badge}Why`]()}>
          {say[badge]()}
        </span>
      ))}
    </span>
  );
}
