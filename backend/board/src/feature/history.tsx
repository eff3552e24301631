// How the score came to be, with decisions and moves on it.
import { useCallback } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { AXIS, Chart, type Palette } from "../charts/chart.tsx";
import { setApart } from "../direction.ts";
import { writeDay, writeFine, writeNumber, writeTime } from "../format.ts";
import { HistoryDocument, type HistoryQuery } from "../generated/graphql.ts";
import { Failure, Skeleton } from "../states.tsx";
import { say } from "../words.ts";
import type { Names } from "./what_if.tsx";

type Told = NonNullable<HistoryQuery["feature"]>;
type Point = { at: number; score: number; low: number; high: number };

export function HistoryPanel({ names }: { names: Names }) {
  const { data, error, again } = useAsked(HistoryDocument, names);
  return (
    <section class="panel wide">
      <h2>{say.history()}</h2>
      {error && !data ? <Failure error={error} again={again} /> : data?.feature ? <History feature={data.feature} /> : <Skeleton lines={3} />}
    </section>
  );
}

function History({ feature }: { feature: Told }) {
  const points: Point[] = feature.alignmentHistory.nodes
    .filter((each) => each.score != null)
    .map(({ createdAt, score, low, high }) => ({ at: Date.parse(createdAt), score: score ?? 0, low: low ?? 0, high: high ?? 0 }))
    .reverse();
  const entries = feature.timeline.nodes;
  const draw = useCallback((palette: Palette) => optionFor(points, entries, palette), [feature]);
  return (
    <>
      {points.length > 0 ? <Chart label={say.historyLabel()} draw={draw} height={280} /> : <p class="faint">{say.noHistory()}</p>}
      <ol class="timeline">
        {entries.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at}>{writeDay(entry.at)}</time> <bdi>{entry.summary}</bdi>
          </li>
        ))}
      </ol>
    </>
  );
}

const DAY = 86_400_000; // milliseconds

// Tells whether all MOMENTS are of one day, which would then stand along the axis again and again.
export const isOneDay = (moments: number[]) => new Set(moments.map((at) => Math.floor(at / DAY))).size === 1;

function optionFor(points: Point[], entries: Told["timeline"]["nodes"], palette: Palette) {
  const band = (value: (point: Point) => number, fill: boolean) => ({
    type: "line",
    stack: "interval",
    symbol: "none",
    silent: true,
    step: "end",
    lineStyle: { opacity: 0 },
    areaStyle: fill ? { color: palette("bar"), opacity: 0.35 } : { opacity: 0 },
    data: points.map((point) => [point.at, value(point)]),
  });
  const isShort = isOneDay(points.map(({ at }) => at));
  const write = isShort ? writeTime : writeDay;
  return {
    useUTC: true, // as days and times are written
    grid: { left: 40, right: 16, top: 16, bottom: 32 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: palette("paper"),
      borderColor: palette("line"),
      textStyle: { color: palette("ink") },
      formatter: (found: { dataIndex: number }[]) => tellPoint(points[found[0]?.dataIndex ?? 0]),
    },
    xAxis: {
      ...AXIS(palette),
      type: "time",
      minInterval: isShort ? 0 : DAY,
      axisLabel: { ...AXIS(palette).axisLabel, hideOverlap: true, formatter: (at: number) => setApart(write(at)) },
    },
    yAxis: { ...AXIS(palette), type: "value", min: 0, max: 100, axisLabel: { ...AXIS(palette).axisLabel, formatter: writeNumber } },
    series: [
      band(({ low }) => low, false),
      band(({ low, high }) => high - low, true),
      {
        type: "line",
        step: "end",
        symbolSize: 5,
        lineStyle: { color: palette("accent"), width: 2 },
        itemStyle: { color: palette("accent") },
        data: points.map(({ at, score }) => [at, score]),
        markLine: {
          symbol: "none",
          silent: true,
          label: { show: false },
          data: entries.map(({ at, kind }) => ({
            xAxis: Date.parse(at),
            lineStyle: { color: palette(kind === "DECIDED" ? "objecting" : "faint"), type: kind === "DECIDED" ? "solid" : "dotted" },
          })),
        },
      },
    ],
  };
}

function tellPoint(point: Point | undefined): string {
  if (!point) return "";
  const lines = [`${writeDay(point.at)}, ${writeTime(point.at)}`, say.interval(writeFine(point.score), writeFine(point.low), writeFine(point.high))];
  return lines.map(setApart).join("\n");
}
