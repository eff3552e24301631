// The map: how far features are wanted, against how much groups disagree on them.
import type { ECharts } from "echarts/core";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { Chart, type Palette } from "../charts/chart.tsx";
import { HUES, meanOf, MOST_NAMED, optionFor, type Spot } from "../charts/landscape.ts";
import { writeFine, writeShare } from "../format.ts";
import { LandscapeDocument } from "../generated/graphql.ts";
import { STAGES } from "../ranking/filters.ts";
import { featureAddress, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useWhole } from "../whole.ts";
import { useTitle } from "../title.ts";
import { say } from "../words.ts";

const MOST_LISTED = 200;

export function FeatureMap() {
  const { product } = useShell();
  const { route } = useRoute();
  const filter = route.search.has("all") ? {} : { open: true };
  const { nodes, total, error, again } = useWhole(LandscapeDocument, { product: product.key, filter });
  const spots = useMemo(() => nodes.filter((node): node is Spot => node.alignment != null), [nodes]);
  const [chosen, setChosen] = useState<string[] | null>(null);
  useTitle(say.map());
  if (error) return <Failure error={error} again={again} />;
  if (total === undefined) return <Skeleton />;
  if (spots.length === 0) return <Note title={say.noFeatures()} why={say.noFeaturesWhy()} />;
  const ids = new Set(chosen);
  const listed = chosen ? spots.filter(({ id }) => ids.has(id)) : spots;
  return (
    <>
      <div class="title">
        <h1>{say.mapTitle()}</h1>
        <p class="faint">{spots.length <= MOST_NAMED ? `${say.mapHint()} ${say.mapNames()}` : say.mapHint()}</p>
      </div>
      <div class="beside">
        <Plot spots={spots} isChoosing={chosen !== null} choose={setChosen} />
        <section aria-label={say.chosen()}>
          <h2>{chosen ? say.count(listed.length) : say.everyFeature()}</h2>
          {chosen && (
            <button type="button" class="quiet" onClick={() => setChosen(null)}>
              {say.showAll()}
            </button>
          )}
          <ol class="plain">
            {listed.slice(0, MOST_LISTED).map((spot) => (
              <li key={spot.id}>
                <Link href={featureAddress(product.key, spot.key)}>{spot.name}</Link>
                <span class="faint small">
                  {" "}
                  {say.spot(writeFine(meanOf(spot.alignment)), writeShare(spot.alignment.polarization))}
                </span>
              </li>
            ))}
          </ol>
          {listed.length > MOST_LISTED && <p class="faint small">{say.showing(MOST_LISTED, listed.length)}</p>}
        </section>
      </div>
    </>
  );
}

function Plot({ spots, isChoosing, choose }: { spots: Spot[]; isChoosing: boolean; choose: (ids: string[] | null) => void }) {
  const { product } = useShell();
  const { go } = useRoute();
  const draw = useCallback((palette: Palette, made: ECharts) => optionFor(spots, { palette, chart: made }), [spots]);
  const [way, setWay] = useState<Way>(false);
  const [chart, setChart] = useState<ECharts>();
  const ready = useCallback((made: ECharts) => setChart(made), []);
  useEffect(() => {
    if (!chart) return;
    const brush = (event: unknown) => choose(readBrush(event as BrushEvent, spots));
    const open = (event: unknown) => {
      const spot = spots[(event as { dataIndex: number }).dataIndex];
      if (spot) go(featureAddress(product.key, spot.key));
    };
    chart.on("brushSelected", brush);
    chart.on("click", open);
    return () => {
      chart.off("brushSelected", brush);
      chart.off("click", open);
    };
  }, [chart, spots]);
  // A mouse draws at once; a finger scrolls the page until it is told to draw.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) setWay("rect");
  }, []);
  // ECharts' own name for a pointer that draws areas instead of choosing points; drawn anew, it forgets.
  const point = (by: ECharts) => by.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: way } });
  useEffect(() => {
    if (chart) point(chart);
  }, [chart, way]);
  const clear = () => {
    chart?.dispatchAction({ type: "brush", areas: [] });
    setWay(false);
  };
  const tool = (name: string, by: Way) => (
    <button type="button" class="quiet" aria-pressed={way === by} onClick={() => setWay(by)}>
      {name}
    </button>
  );
  // What was drawn goes once nothing is chosen any more.
  useEffect(() => {
    if (!chart || !isChoosing) return;
    return () => {
      if (!chart.isDisposed()) chart.dispatchAction({ type: "brush", areas: [] });
    };
  }, [chart, isChoosing]);
  return (
    <div>
      <p class="tools">
        {tool(say.brushBox(), "rect")}
        {tool(say.brushLasso(), "polygon")}
        <button type="button" class="quiet" disabled={!isChoosing && !way} onClick={clear}>
          {say.brushClear()}
        </button>
      </p>
      <Chart label={say.mapLabel(spots.length)} draw={draw} height={560} onReady={ready} onPaint={point} />
      <ul class="legend">
        {STAGES.filter((stage) => spots.some((spot) => spot.stage === stage)).map((stage) => (
          <li key={stage}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="5" fill={HUES[STAGES.indexOf(stage)]} />
            </svg>
            {say[stage]()}
          </li>
        ))}
      </ul>
    </div>
  );
}

type Way = "rect" | "polygon" | false; // how one draws around spots, as ECharts calls it

interface BrushEvent {
  batch: { areas: unknown[]; selected: { dataIndex: number[] }[] }[];
}

function readBrush({ batch }: BrushEvent, spots: Spot[]): string[] | null {
  const first = batch[0];
  if (!first || first.areas.length === 0) return null;
  return (first.selected[0]?.dataIndex ?? []).map((at) => spots[at]?.id ?? "");
}
