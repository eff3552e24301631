// What was learned: what excites, what bothers and what else is known, and what people would pay.
import { useCallback } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { AXIS, Chart, type Palette } from "../charts/chart.tsx";
import { setApart } from "../direction.ts";
import { writeMoney, writeShare } from "../format.ts";
import { PuzzleDocument, type PuzzleQuery } from "../generated/graphql.ts";
import { Failure, Skeleton } from "../states.tsx";
import { say } from "../words.ts";
import type { Names } from "./what_if.tsx";

type Told = NonNullable<PuzzleQuery["feature"]>;
type Payment = NonNullable<Told["willingnessToPay"]>;

export function PuzzlePanel({ names }: { names: Names }) {
  const { data, error, again } = useAsked(PuzzleDocument, names);
  if (error && !data) return <Failure error={error} again={again} />;
  if (!data?.feature) return <Skeleton lines={3} />;
  const { willingnessToPay } = data.feature;
  return (
    <>
      <Learned feature={data.feature} />
      <section class="panel">
        <h2>{say.paying()}</h2>
        {willingnessToPay && willingnessToPay.count > 0 ? <Curve payment={willingnessToPay} /> : <p class="faint">{say.nobodyPays()}</p>}
      </section>
    </>
  );
}

const MOODS = { EXCITED: say.excited, BOTHERED: say.bothered, NEUTRAL: say.neutral };

function Learned({ feature }: { feature: Told }) {
  const { excites, bothers, insights } = feature;
  const rest = findRest(feature);
  if (excites.length + bothers.length + rest.length === 0) {
    return (
      <section class="panel">
        <h2>{say.learned()}</h2>
        <p class="faint">{say.noInsights()}</p>
      </section>
    );
  }
  return (
    <section class="panel">
      <Insights title={say.excites()} found={excites.map((each) => ({ ...each, told: say.behindIt(each.voices, each.groups) }))} />
      <Insights title={say.bothers()} found={bothers.map((each) => ({ ...each, told: say.behindIt(each.voices, each.groups) }))} />
      <Insights title={say.learnedElse()} found={rest.map((insight) => ({ id: insight.id, insight, told: `${MOODS[insight.mood]()} · ${tellBacking(insight)}` }))} />
      {insights.totalCount > insights.nodes.length && <p class="faint small">{say.moreInsights(insights.totalCount)}</p>}
    </section>
  );
}

// Gives what bears on a feature and is not among what excites or bothers most: also what nobody cites.
export function findRest({ excites, bothers, insights }: Pick<Told, "excites" | "bothers" | "insights">) {
  const told = new Set([...excites, ...bothers].map(({ insight }) => insight.id));
  return insights.nodes.filter(({ id }) => !told.has(id));
}

// Voices are null where they are too few to be told apart.
function tellBacking({ voices, groups }: Told["insights"]["nodes"][number]): string {
  if (voices == null || groups == null) return say.fewHeard();
  return voices === 0 ? say.nobodyCites() : say.behindIt(voices, groups);
}

interface Shown {
  id: string;
  insight: Told["excites"][number]["insight"];
  told: string;
}

function Insights({ title, found }: { title: string; found: Shown[] }) {
  if (found.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul class="insights">
        {found.map(({ id, insight, told }) => (
          <li key={id}>
            <b>{insight.url ? <a href={insight.url} rel="noreferrer">{insight.title}</a> : insight.title}</b>
            {insight.body && (
              <p>
                <bdi>{insight.body}</bdi>
              </p>
            )}
            <p class="faint small">{told}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

// Gives the line from all, who would pay 0 or more, through the share that would pay at least the
// lowest amount of each band: BANDS tell it as such.
export function curveOf(bands: Pick<Payment["distribution"][number], "lowest" | "share">[]): [number, number][] {
  const told = bands.map(({ lowest, share }): [number, number] => [Number(lowest), share]);
  return (told[0]?.[0] ?? 0) > 0 ? [[0, 1], ...told] : told;
}

function Curve({ payment }: { payment: Payment }) {
  const { count, distribution, currency, lowerQuartile, median, upperQuartile } = payment;
  const money = (amount: string | null | undefined) => (amount == null ? "–" : writeMoney(amount, currency));
  const quarters = [
    [say.mostPay(), lowerQuartile],
    [say.halfPays(), median],
    [say.fewPay(), upperQuartile],
  ] as const;
  const draw = useCallback(
    (palette: Palette) => ({
      grid: { left: 64, right: 24, top: 12, bottom: 48 },
      xAxis: {
        ...AXIS(palette),
        type: "value",
        min: 0,
        name: setApart(say.amountAxis()),
        nameLocation: "middle",
        nameGap: 30,
        axisLabel: { ...AXIS(palette).axisLabel, hideOverlap: true, formatter: (value: number) => setApart(money(String(value))) },
      },
      yAxis: {
        ...AXIS(palette),
        type: "value",
        min: 0,
        max: 1,
        name: setApart(say.payingAxis()),
        nameLocation: "middle",
        nameGap: 48,
        axisLabel: { ...AXIS(palette).axisLabel, formatter: (value: number) => setApart(writeShare(value)) },
      },
      series: [
        {
          type: "line",
          symbol: "none",
          lineStyle: { color: palette("accent") },
          areaStyle: { color: palette("bar"), opacity: 0.4 },
          data: curveOf(distribution),
          markLine: {
            symbol: "none",
            silent: true,
            lineStyle: { color: palette("faint"), type: "dashed" },
            label: { show: false },
            data: [{ xAxis: Number(median) }],
          },
        },
      ],
    }),
    [payment],
  );
  return (
    <>
      <p class="faint small">{say.paymentsNamed(count)}</p>
      <dl class="facts">
        {quarters.map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
      <Chart label={say.payingLabel(money(median))} draw={draw} height={240} />
      <details>
        <summary>{say.wouldPayShare()}</summary>
        <ul class="plain">
          {distribution.map(({ id, lowest, share }) => (
            <li key={id}>
              {money(lowest)}: {writeShare(share)}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
