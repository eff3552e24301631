// What the score would be if a group stood otherwise: the API counts, a slider asks.
import { useEffect, useState } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { isUnheard, isUntold } from "../backing.ts";
import { writeChange, writeFine, writeShare } from "../format.ts";
import { WhatIfDocument } from "../generated/graphql.ts";
import type { PageAlignment } from "../views/feature.tsx";
import { say } from "../words.ts";

export interface Names {
  product: string;
  key: string;
}

const PAUSE = 120; // milliseconds that a slider rests before the API is asked

const MIDDLE = 0.5; // where the slider stands of a group whose support is not told

interface Moved {
  group: string;
  support: number;
}

const tellSupport = (backing: PageAlignment["breakdown"][number]) =>
  isUntold(backing) ? say.fewHeard() : isUnheard(backing) ? say.nobodyHeard() : writeShare(backing.support);

export function WhatIfPanel({ names, alignment }: { names: Names; alignment: PageAlignment }) {
  const groups = alignment.breakdown.filter((each) => each.group != null).toSorted((one, other) => other.loss - one.loss);
  const [chosen, choose] = useState(groups[0]?.id ?? "");
  const [moved, setMoved] = useState<Moved | null>(null);
  const backing = groups.find(({ id }) => id === chosen) ?? groups[0];
  if (!backing?.group) return null;
  const support = moved?.support ?? (isUntold(backing) ? MIDDLE : backing.support);
  const told = !moved && isUntold(backing) ? say.fewHeard() : writeShare(support);
  const move = (value: number) => setMoved({ group: backing.group?.id ?? "", support: value });
  return (
    <section class="panel">
      <h2>{say.whatIf()}</h2>
      <p class="faint small">{say.whatIfHint()}</p>
      <div class="what-if">
        <label>
          {say.group()}
          <select
            value={backing.id}
            onChange={(event) => {
              choose(event.currentTarget.value);
              setMoved(null);
            }}
          >
            {groups.map((each) => (
              <option key={each.id} value={each.id}>{`${each.name} (${tellSupport(each)})`}</option>
            ))}
          </select>
        </label>
        <label class="slider">
          <span>
            {say.supportOf(backing.name)}: <b>{told}</b>
          </span>
          <input type="range" min="0" max="100" step="1" value={Math.round(support * 100)} aria-valuetext={told} onInput={(event) => move(Number(event.currentTarget.value) / 100)} />
        </label>
        {!moved && isUnheard(backing) && <p class="faint small">{say.unheardNow(backing.name, writeShare(backing.support))}</p>}
        {moved ? <Then names={names} moved={moved} score={alignment.score} /> : <p class="faint">{say.wouldBe(writeFine(alignment.score), writeChange(0))}</p>}
        <button type="button" class="quiet" disabled={!moved} onClick={() => setMoved(null)}>
          {say.reset()}
        </button>
      </div>
    </section>
  );
}

function Then({ names, moved, score }: { names: Names; moved: Moved; score: number }) {
  const [asked, setAsked] = useState(moved);
  useEffect(() => {
    const pause = setTimeout(() => setAsked(moved), PAUSE);
    return () => clearTimeout(pause);
  }, [moved.group, moved.support]);
  const { data, error } = useAsked(WhatIfDocument, { ...names, ...asked });
  const then = data?.feature?.whatIf;
  if (error) return <p role="status">{say.failed()}</p>;
  if (then == null) return <p role="status" class="faint">{say.loading()}</p>;
  return (
    <p role="status">
      <b>{say.wouldBe(writeFine(then), writeChange(then - score))}</b>
    </p>
  );
}
