// One feature: why its score is what it is, what would move it, and what people say.
import { useAsked } from "../asking.ts";
import { isUntold } from "../backing.ts";
import { writeFine, writeMoney, writeNumber, writeShare } from "../format.ts";
import { FeaturePageDocument, type FeaturePageQuery } from "../generated/graphql.ts";
import { Advocacy } from "../feature/advocacy.tsx";
import { BriefPanel } from "../feature/brief.tsx";
import { HistoryPanel } from "../feature/history.tsx";
import { PuzzlePanel } from "../feature/puzzle.tsx";
import { StatePanel } from "../feature/state.tsx";
import { Waterfall } from "../feature/waterfall.tsx";
import { WhatIfPanel } from "../feature/what_if.tsx";
import { Badges, Dots, ScoreBar } from "../ranking/figures.tsx";
import { featureAddress, Link, useRoute } from "../router.tsx";
import { useMay, useShell } from "../shell.ts";
import { Failure, Missing, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { say } from "../words.ts";

export type PageFeature = NonNullable<FeaturePageQuery["feature"]>;
export type PageAlignment = NonNullable<PageFeature["alignment"]>;

export function FeaturePage() {
  const { product } = useShell();
  const { route } = useRoute();
  const names = { product: product.key, key: route.feature ?? "" };
  const { data, error, again, isLoading } = useAsked(FeaturePageDocument, names);
  useTitle(data?.feature?.name ?? say.feature());
  if (error && !data) return <Failure error={error} again={again} />;
  if (!data || (isLoading && data.feature?.key !== route.feature)) return <Skeleton />;
  const { feature } = data;
  if (!feature) return <Missing product={product.key} />;
  const { alignment } = feature;
  const silent = alignment ? findSilent(alignment) : [];
  return (
    <article class="feature">
      <Head feature={feature} />
      {alignment && (
        <>
          <section class="panel">
            <h2>{say.why()}</h2>
            <p class="lead">{alignment.explanation}</p>
            {alignment.lift && <p class="faint">{alignment.lift.explanation}</p>}
            {silent.length > 0 && <p class="faint">{say.notHeard(silent.join(", "))}</p>}
            <Facts alignment={alignment} currency={product.currency} />
          </section>
          <Waterfall alignment={alignment} />
          <WhatIfPanel names={names} alignment={alignment} />
        </>
      )}
      <HistoryPanel names={names} />
      <PuzzlePanel names={names} />
      <Advocacy names={names} />
      <StatePanel feature={feature} stated={again} />
      <BriefPanel names={names} />
    </article>
  );
}

// Names the groups of which nobody was heard, but for those that are too small to be told of.
export function findSilent({ notHeard, breakdown }: Pick<PageAlignment, "notHeard" | "breakdown">): string[] {
  const untold = new Set(breakdown.filter(isUntold).map(({ group }) => group?.id));
  return notHeard.filter(({ id }) => !untold.has(id)).map(({ name }) => name);
}

// Tells why there is no score: whoever weighs nothing was heard all the same. PREFERENCES are 0 also
// for whoever may not read them, who is told neither.
export function tellUnscored(preferences: number, mayRead: boolean): string {
  if (preferences > 0) return say.noWeightYet();
  return mayRead ? say.notHeardYet() : say.noScoreYet();
}

function Head({ feature }: { feature: PageFeature }) {
  const { product } = useShell();
  const mayRead = useMay("READ_PEOPLE");
  const { alignment, objectives, mergedInto, preferences, tallies } = feature;
  return (
    <section class="head">
      <div>
        <p class="faint small">
          {alignment?.rank != null && `${say.rank()} ${writeNumber(alignment.rank)} · `}
          {say[feature.stage]()}
          {feature.effort != null && ` · ${say.weeks(Number(feature.effort))}`}
        </p>
        <h1>{feature.name}</h1>
        {mergedInto && (
          <p class="banner">
            <Link href={featureAddress(product.key, mergedInto.key)}>{say.mergedInto(mergedInto.name)}</Link>
          </p>
        )}
        {feature.summary && (
          <p>
            <bdi>{feature.summary}</bdi>
          </p>
        )}
        {feature.problem && (
          <p>
            <b>{say.problem()}.</b> <bdi>{feature.problem}</bdi>
          </p>
        )}
        {objectives.nodes.length > 0 && (
          <p class="faint">
            {say.serves()}: <bdi>{objectives.nodes.map(({ title }) => title).join("; ")}</bdi>
          </p>
        )}
        {tallies.map(({ id, source, key, count }) => (
          <p key={id} class="faint">
            {say.tallied(source, count)} {key !== feature.key && say.talliedFor(key)}
          </p>
        ))}
      </div>
      <div class="head-score">
        {alignment ? <ScoreBar alignment={alignment} /> : <span class="faint">{tellUnscored(preferences.totalCount, mayRead)}</span>}
        {alignment && <Dots alignment={alignment} />}
        <Badges alignment={alignment} />
      </div>
    </section>
  );
}

function Facts({ alignment, currency }: { alignment: PageAlignment; currency: string }) {
  const facts: [string, string][] = [
    [say.reach(), writeShare(alignment.reach)],
    [say.evenness(), writeShare(alignment.evenness)],
    [say.polarization(), writeShare(alignment.polarization)],
    [say.voices(), writeNumber(alignment.voices)],
  ];
  if (alignment.internal != null) facts.push([say.internal(), writeFine(alignment.internal)]);
  if (alignment.external != null) facts.push([say.external(), writeFine(alignment.external)]);
  if (alignment.revenue != null) facts.push([say.revenue(), writeMoney(alignment.revenue, currency)]);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
