// Draws the map: a spot for each feature, with as many names as there is room for.
import { format, type ECharts } from "echarts/core";
import { setApart } from "../direction.ts";
import { writeFine, writeNumber, writeShare } from "../format.ts";
import type { LandscapeQuery } from "../generated/graphql.ts";
import { STAGES } from "../ranking/filters.ts";
import { say } from "../words.ts";
import { AXIS, type Palette } from "./chart.tsx";
import { findRoom, GAP, type Box, type Room } from "./names.ts";

type Node = LandscapeQuery["features"]["nodes"][number];
export type Spot = Node & { alignment: NonNullable<Node["alignment"]> };

// A hue for each stage, from the first thought to what is let go; told apart in light and dark.
export const HUES = ["#8250df", "#0969da", "#0a7ea4", "#1a7f5a", "#4d8f1e", "#9a6700", "#bc4c00", "#8c959f", "#6e7781"];
export const MOST_NAMED = 30; // beyond, names would hide the spots
const GRID = { left: 64, right: 16, top: 12, bottom: 64 };
const SUNKEN = 16; // pixels by which the lower axis lies below the spots that stand at its end
const LETTERS = 12; // pixels

// What a score was before it was marked down for inequality: the mean of the groups' supports, to 100.
export const meanOf = ({ score, evenness }: { score: number; evenness: number }) => (evenness > 0 ? Math.min(100, score / evenness) : 0);
const widthOf = ({ alignment }: Spot) => 8 + 30 * Math.sqrt(alignment.reach);

// Gives where on CHART the spots are, and within which edges.
function lookAt(spots: Spot[], chart: ECharts): { within: Box; places: Box[] } {
  const within = { x: GRID.left, y: GRID.top, width: chart.getWidth() - GRID.left - GRID.right, height: chart.getHeight() - GRID.top - GRID.bottom };
  const places = spots.map((spot) => {
    const size = widthOf(spot);
    const x = within.x + (within.width * meanOf(spot.alignment)) / 100 - size / 2;
    return { x, y: within.y + within.height * (1 - spot.alignment.polarization) - size / 2, width: size, height: size };
  });
  return { within: { ...within, height: within.height + SUNKEN }, places };
}

// Tells on which side of each spot its name goes, or that there is no room: the surest backing comes first.
function layNames(spots: Spot[], chart: ECharts): (Room | undefined)[] {
  if (spots.length > MOST_NAMED) return [];
  const { within, places } = lookAt(spots, chart);
  const taken = [...places];
  return places.map((place, at) => {
    const { width, height } = format.getTextRect(spots[at]?.name ?? "", `${LETTERS}px sans-serif`);
    const room = findRoom(place, { width, height }, { within, taken });
    if (room) taken.push(room.box);
    return room;
  });
}

// Gives what ECharts draws of SPOTS.
export function optionFor(spots: Spot[], { palette, chart }: { palette: Palette; chart: ECharts }) {
  const corner = (text: string, x: number, y: number, position: string) => ({
    value: [x, y],
    label: { show: true, position, formatter: () => setApart(text), color: palette("faint"), fontSize: 14, fontStyle: "italic" },
  });
  const names = layNames(spots, chart);
  return {
    grid: GRID,
    brush: { toolbox: [], throttleType: "debounce", throttleDelay: 60, outOfBrush: { color: palette("line") }, brushStyle: { color: "rgba(120,160,220,0.15)", borderColor: palette("accent") } },
    tooltip: {
      renderMode: "richText",
      formatter: ({ dataIndex }: { dataIndex: number }) => tellSpot(spots[dataIndex]),
      backgroundColor: palette("paper"),
      borderColor: palette("line"),
      textStyle: { color: palette("ink") },
    },
    xAxis: { ...AXIS(palette), type: "value", min: 0, max: 100, offset: SUNKEN, name: setApart(say.meanSupport()), nameLocation: "middle", nameGap: 30, axisLabel: { ...AXIS(palette).axisLabel, formatter: writeNumber } },
    yAxis: { ...AXIS(palette), type: "value", min: 0, max: 1, name: setApart(say.polarization()), nameLocation: "middle", nameGap: 44, axisLabel: { ...AXIS(palette).axisLabel, formatter: writeShare } },
    series: [
      {
        type: "scatter",
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => widthOf(spots[dataIndex] as Spot),
        itemStyle: { opacity: 0.82, borderColor: palette("paper"), borderWidth: 1 },
        label: { distance: GAP, color: palette("ink"), fontSize: LETTERS, formatter: ({ dataIndex }: { dataIndex: number }) => spots[dataIndex]?.name ?? "" },
        data: spots.map(({ alignment, stage }, at) => ({
          value: [meanOf(alignment), alignment.polarization],
          itemStyle: { color: HUES[STAGES.indexOf(stage)] },
          label: { show: names[at] !== undefined, position: names[at]?.side ?? "right" },
        })),
        markLine: { silent: true, symbol: "none", lineStyle: { color: palette("line"), type: "dashed" }, label: { show: false }, data: [{ xAxis: 50 }, { yAxis: 0.5 }] },
      },
      {
        type: "scatter",
        silent: true,
        symbolSize: 0,
        data: [
          corner(say.cornerCalm(), 100, 0.08, "left"),
          corner(say.cornerSplit(), 100, 0.97, "left"),
          corner(say.cornerFew(), 0, 0.97, "right"),
          corner(say.cornerNobody(), 0, 0.08, "right"),
        ],
      },
    ],
  };
}

function tellSpot(spot: Spot | undefined): string {
  if (!spot) return "";
  const { alignment } = spot;
  const lines = [spot.name, say.spot(writeFine(meanOf(alignment)), writeShare(alignment.polarization)), say.reachOf(writeShare(alignment.reach))];
  return lines.map(setApart).join("\n");
}
