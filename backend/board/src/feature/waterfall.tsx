// The hundred points less what each group's lack of support costs: the largest losses first.
import { isUnheard, isUntold, supportOf } from "../backing.ts";
import { writeFine, writeNumber, writeShare } from "../format.ts";
import type { PageAlignment } from "../views/feature.tsx";
import { say } from "../words.ts";

type Backing = PageAlignment["breakdown"][number];

export interface Step {
  backing: Backing;
  from: number; // points before this group's loss
  to: number; // and after it
}

// Shares the points below 100 among the groups as their losses, which add up to ln(100 / score).
export function fall(alignment: PageAlignment): Step[] {
  const sorted = alignment.breakdown.toSorted((one, other) => other.loss - one.loss);
  const all = sorted.reduce((sum, { loss }) => sum + loss, 0);
  let from = 100;
  return sorted.map((backing) => {
    const to = from - (all > 0 ? ((100 - alignment.score) * backing.loss) / all : 0);
    const step = { backing, from, to };
    from = to;
    return step;
  });
}

export function Waterfall({ alignment }: { alignment: PageAlignment }) {
  const steps = fall(alignment);
  const unheard = alignment.breakdown.find(isUnheard);
  return (
    <section class="panel tall">
      <h2>{say.waterfall()}</h2>
      <p class="faint small">{say.waterfallHint()}</p>
      <table class="waterfall">
        <thead>
          <tr>
            <th scope="col">{say.group()}</th>
            <th scope="col">{say.loss()}</th>
            <th scope="col" class="figure unphone">{say.support()}</th>
            <th scope="col" class="figure unphone">{say.heard()}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <Bar key={step.backing.id} step={step} />
          ))}
        </tbody>
      </table>
      {unheard && <p class="faint small">{say.unheardHint(writeShare(unheard.support))}</p>}
    </section>
  );
}

function Bar({ step: { backing, from, to } }: { step: Step }) {
  const support = supportOf(backing);
  const kind = support === null ? "neither" : backing.objecting ? "objecting" : backing.backing ? "backing" : "neither";
  return (
    <tr>
      <th scope="row">
        <i class={`dot ${kind}`} />{"\u00a0"}{backing.name}
        {isUnheard(backing) && <span class="faint small"> · {say.nobodyHeard()}</span>}
      </th>
      <td>
        <span class="fall">
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-ground" width="100" height="10" />
            <rect class="bar" width={to} height="10" />
            <rect class="lost" x={to} width={Math.max(0, from - to)} height="10" />
          </svg>
          <span class="figure">{say.pointsLost(writeFine(from - to))}</span>
        </span>
      </td>
      <td class="figure unphone">{support === null ? "–" : writeShare(support)}</td>
      <td class="figure unphone">{isUntold(backing) ? say.fewHeard() : say.heardOf(writeNumber(backing.heard ?? 0), writeNumber(backing.voices))}</td>
    </tr>
  );
}
