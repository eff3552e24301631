// What a fair roadmap would be: a budget in equal shares, beside what scores or votes alone would buy.
import { useEffect, useState } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { writeShare } from "../format.ts";
import { PlanDocument, type PlanQuery } from "../generated/graphql.ts";
import { addressOf, featureAddress, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { say } from "../words.ts";
import { save, writeCsv } from "../csv.ts";

type Plan = PlanQuery["roadmap"];
type Purchase = Plan["equalShares"];

const USUAL = 40; // person-weeks, when the address names no budget
const MOST = 400;
const PAUSE = 200; // milliseconds that the slider rests before the API is asked
const SERVED = 0.1; // the share of what a group wants, below which it is left out

const WAYS = ["equalShares", "completed", "byScore", "byVotes"] as const;
const TITLES = { equalShares: say.equalShares, completed: say.completed, byScore: say.byScoreTitle, byVotes: say.byVotes };

export function Roadmap() {
  const { product } = useShell();
  const { route, go } = useRoute();
  const given = Number(route.search.get("budget"));
  const budget = given > 0 ? given : USUAL;
  const [shown, show] = useState(budget);
  useTitle(say.roadmap());
  useEffect(() => show(budget), [budget]);
  useEffect(() => {
    if (shown === budget) return;
    const pause = setTimeout(() => go(addressOf(product.key, "roadmap", `budget=${shown}`), { replace: true }), PAUSE);
    return () => clearTimeout(pause);
  }, [shown, budget]);
  const { data, error, again, isLoading } = useAsked(PlanDocument, { product: product.key, budget });
  return (
    <>
      <div class="title">
        <h1>{say.roadmapTitle()}</h1>
        <p class="faint">{say.roadmapHint()}</p>
      </div>
      <div class="filters">
        <label class="slider wide">
          <span>
            {say.budget()}: <b>{say.weeks(shown)}</b>
          </span>
          <input type="range" min="1" max={Math.max(MOST, budget)} value={shown} aria-valuetext={say.weeks(shown)} onInput={(event) => show(Number(event.currentTarget.value))} />
        </label>
        <button type="button" class="quiet" disabled={!data} onClick={() => data && save(`${product.key}-roadmap-${budget}.csv`, csvOf(data.roadmap))}>
          {say.export()}
        </button>
      </div>
      {error ? (
        <Failure error={error} again={again} />
      ) : data && WAYS.every((way) => data.roadmap[way].features.length === 0) ? (
        <Note title={say.nothingFits()} why={data.priced.totalCount === 0 ? say.noEfforts() : say.nothingFitsWhy()} />
      ) : data ? (
        <div class="panels" aria-busy={isLoading}>
          {WAYS.map((way) => (
            <Way key={way} title={TITLES[way]()} purchase={data.roadmap[way]} fair={data.roadmap.completed} />
          ))}
        </div>
      ) : (
        <Skeleton />
      )}
    </>
  );
}

function Way({ title, purchase, fair }: { title: string; purchase: Purchase; fair: Purchase }) {
  const { product } = useShell();
  const { features, cost, coverage, groups } = purchase;
  const isFair = new Set(fair.features.map(({ id }) => id));
  const { servable, unpriced } = partGroups(groups);
  const least = servable.toSorted((one, other) => (one.coverage ?? 0) - (other.coverage ?? 0))[0];
  const leftOut = servable.filter(({ coverage: share }) => (share ?? 0) < SERVED).map(({ group }) => group.name);
  if (features.length === 0) {
    return (
      <section class="panel">
        <h2>{title}</h2>
        <p class="faint">
          {say.nothingFits()}. {say.nothingFitsWhy()}
        </p>
      </section>
    );
  }
  return (
    <section class="panel">
      <h2>{title}</h2>
      <p class="faint small">
        {say.buys(features.length, Number(cost))}
        {coverage != null && `; ${say.covers(writeShare(coverage))}`}
      </p>
      <ol>
        {features.map((feature) => (
          <li key={feature.id}>
            <Link href={featureAddress(product.key, feature.key)}>{feature.name}</Link>{" "}
            <span class="faint small whole">{feature.effort != null && say.weeks(Number(feature.effort))}</span>
            {!isFair.has(feature.id) && (
              <>
                {" "}
                <span class="badge contested">{say.notFair()}</span>
              </>
            )}
          </li>
        ))}
      </ol>
      {least && <p class="small">{say.leastServed(least.group.name, writeShare(least.coverage ?? 0))}</p>}
      <p>
        <b>{say.leftOut(writeShare(SERVED))}:</b> {leftOut.length > 0 ? leftOut.join(", ") : say.nobodyLeftOut()}
      </p>
      {unpriced.length > 0 && (
        <p class="small">
          <b>{say.unpriced()}:</b> {unpriced.map(({ group }) => group.name).join(", ")}
        </p>
      )}
    </section>
  );
}

// Parts those of GROUPS whose share is known from those who back nothing that has an effort: no budget serves them.
export function partGroups<G extends { coverage?: number | null; servable?: boolean | null }>(groups: G[]) {
  const known = groups.filter(({ coverage }) => coverage != null);
  return { servable: known.filter(({ servable }) => servable !== false), unpriced: known.filter(({ servable }) => servable === false) };
}

function csvOf(roadmap: Plan): string {
  const lines = WAYS.flatMap((way) => roadmap[way].features.map(({ key, name, effort }, at) => [TITLES[way](), at + 1, key, name, effort ?? ""]));
  return writeCsv([[say.roadmap(), say.rank(), "key", say.feature(), say.effort()], ...lines]);
}
