// Draws with ECharts, in the page's own colours, and anew when they or the data change.
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  BrushComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "preact/hooks";

use([BarChart, LineChart, ScatterChart, BrushComponent, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type Palette = (name: string) => string;

// Gives colours of board.css by name, as they are just now: light or dark.
function readPalette(within: HTMLElement): Palette {
  const probe = document.createElement("i");
  within.append(probe);
  const told = new Map<string, string>();
  const names = ["ink", "faint", "line", "paper", "ground", "accent", "backing", "objecting", "neither", "bar", "bar-ground", "warn"];
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    told.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return (name) => told.get(name) ?? "currentcolor";
}

interface ChartProps {
  label: string;
  draw: (palette: Palette, chart: ECharts) => EChartsCoreOption;
  height?: number;
  onReady?: (chart: ECharts) => (() => void) | void;
  onPaint?: (chart: ECharts) => void; // each time that all was drawn anew
}

export const AXIS = (palette: Palette) => ({
  axisLine: { lineStyle: { color: palette("line") } },
  axisLabel: { color: palette("faint"), fontSize: 12 },
  nameTextStyle: { color: palette("faint"), fontSize: 12 },
  splitLine: { lineStyle: { color: palette("bar-ground") } },
});

// Draws what DRAW tells, LABEL being what a screen reader hears; a table or list beside has the data.
export function Chart({ label, draw, height = 320, onReady, onPaint }: ChartProps) {
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const drawing = useRef(draw);
  drawing.current = draw;
  const painted = useRef(onPaint);
  painted.current = onPaint;
  const paint = (notMerge = true) => {
    if (ref.current && chart.current) {
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
      chart.current.setOption({ animation: !isStill, animationDuration: 300, ...drawing.current(readPalette(ref.current), chart.current) }, { notMerge });
      painted.current?.(chart.current);
    }
  };
  useEffect(() => {
    if (ref.current === null) return;
    const made = (chart.current = init(ref.current, null, { renderer: "svg" }));
    const end = onReady?.(made);
    const watch = new ResizeObserver(() => {
      const width = made.getWidth();
      made.resize();
      if (made.getWidth() !== width) paint(false); // what was drawn around stays
    });
    watch.observe(ref.current);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => paint();
    dark.addEventListener("change", repaint);
    addEventListener("tutti-theme", repaint);
    return () => {
      end?.();
      watch.disconnect();
      dark.removeEventListener("change", repaint);
      removeEventListener("tutti-theme", repaint);
      made.dispose();
    };
  }, []);
  useEffect(() => paint(), [draw]);
  return <div class="chart" role="img" aria-label={label} ref={ref} style={{ height: `${height}px` }} />;
}
