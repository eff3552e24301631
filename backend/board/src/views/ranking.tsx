// What everyone stands behind: the features of a product, surest backing first.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { writeFine, writeMoney, writeNumber } from "../format.ts";
import { ScoresChangedDocument, type FeatureStage } from "../generated/graphql.ts";
import { useLive } from "../live.ts";
import { isNarrowed, readFilter, readOrder, ORDERS } from "../ranking/filters.ts";
import { Filters } from "../ranking/filter_bar.tsx";
import { Badges, Dots, DotsLegend, hasMany, ScoreBar } from "../ranking/figures.tsx";
import { useGliding } from "../ranking/gliding.ts";
import { useRows, type Row } from "../ranking/rows.ts";
import { addressOf, featureAddress, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { useNarrow } from "../width.ts";
import { useSight } from "../window.ts";
import { say } from "../words.ts";

const HEIGHT = 52; // pixels of a line, as board.css has them
const NARROW_HEIGHT = 128;

export function Ranking() {
  const { product, groups } = useShell();
  const { route } = useRoute();
  const { search } = route;
  const order = readOrder(search);
  const filter = useMemo(() => readFilter(search, groups), [search.toString(), groups]);
  const found = useRows({ product: product.key, filter, orderBy: [ORDERS[order]] }, order);
  const [news, setNews] = useState("");
  const hear = useCallback(
    ({ alignmentChanged: { feature, score } }: { alignmentChanged: { feature: Row; score?: number | null } }) => {
      found.hear(feature);
      if (score != null) setNews(say.moved(feature.name, writeFine(score)));
    },
    [found.hear],
  );
  const isLive = useLive(ScoresChangedDocument, { product: product.key }, { hear, cursorOf: (told) => told.alignmentChanged.cursor });
  useTitle(say.ranking());
  return (
    <>
      <div class="title">
        <h1>{say.rankingTitle()}</h1>
        <p class="faint">
          {found.total !== undefined && say.count(found.total)}
          <span class={isLive ? "live on" : "live"} title={isLive ? say.live() : say.notLive()}>
            {isLive ? say.live() : ""}
          </span>
        </p>
      </div>
      <Filters />
      {found.withheld.length > 0 && <p class="faint small">{say.withheld()}</p>}
      <p class="unseen" aria-live="polite">
        {news}
      </p>
      {found.error && found.rows.length === 0 ? (
        <Failure error={found.error} again={found.again} />
      ) : found.total === undefined ? (
        <Skeleton lines={12} />
      ) : found.total === 0 ? (
        <Nothing />
      ) : (
        <>
          {order === "low" && <ByLow search={search} />}
          <DotsLegend />
          <Table found={found} />
        </>
      )}
    </>
  );
}

// Says why a higher score may stand further down, and leads to the order by score.
function ByLow({ search }: { search: URLSearchParams }) {
  const { product } = useShell();
  const byScore = new URLSearchParams(search);
  byScore.set("sort", "score");
  return (
    <p class="faint small">
      {say.byLowHint()} <Link href={addressOf(product.key, "ranking", byScore.toString())}>{say.toByScore()}</Link>
    </p>
  );
}

function Nothing() {
  const { product } = useShell();
  const { route } = useRoute();
  if (isNarrowed(route.search)) {
    return (
      <Note title={say.nothingFound()}>
        <Link class="button" href={addressOf(product.key, "ranking")}>
          {say.clearFilters()}
        </Link>
      </Note>
    );
  }
  return (
    <Note title={say.noFeatures()} why={say.noFeaturesWhy()}>
      <a class="button" href="/admin/products/feature/">
        {say.openAdmin()}
      </a>
    </Note>
  );
}

// Amounts have columns where anybody's are to be seen.
const hasAmounts = (rows: Row[]) => rows.some(({ alignment, willingnessToPay }) => alignment?.revenue != null || willingnessToPay?.median != null);

function Table({ found }: { found: ReturnType<typeof useRows> }) {
  const { rows, total = 0, need } = found;
  const isNarrow = useNarrow();
  const height = isNarrow ? NARROW_HEIGHT : HEIGHT;
  const { ref, first, end } = useSight(total, height);
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => need(end), [end, need]);
  useGliding(table, rows);
  const shown = rows.slice(first, end);
  const asNumbers = hasMany(rows);
  return (
    <>
      {rows.length < total && (
        <p class="printed">
          {say.showing(rows.length, total)}. {say.printAgain()}
        </p>
      )}
      <table class={hasAmounts(rows) ? "ranking" : "ranking unpriced"} ref={table} aria-rowcount={total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="rank">{say.rank()}</th>
            <th scope="col">{say.feature()}</th>
            <th scope="col">{say.score()}</th>
            <th scope="col">{say.groups()}</th>
            <th scope="col" class="figure">{say.revenue()}</th>
            <th scope="col" class="figure">{say.payment()}</th>
            <th scope="col">{say.signs()}</th>
          </tr>
        </thead>
        <tbody ref={ref}>
          <Gap height={first * height} />
          {shown.map((row, at) => (
            <Line key={row.id} row={row} index={first + at} asNumbers={asNumbers} />
          ))}
          <Gap height={(total - first - shown.length) * height} />
        </tbody>
      </table>
    </>
  );
}

function Gap({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden="true" class="gap">
      <td colSpan={7} style={{ height: `${height}px` }} />
    </tr>
  ) : null;
}

function Line({ row, index, asNumbers }: { row: Row; index: number; asNumbers: boolean }) {
  const { product } = useShell();
  const { alignment, willingnessToPay: payment } = row;
  return (
    <tr data-key={row.id} aria-rowindex={index + 2}>
      <td class="rank">{alignment?.rank != null && writeNumber(alignment.rank)}</td>
      <th scope="row" class="name">
        <Link href={featureAddress(product.key, row.key)} dir="auto">{row.name}</Link>
        <Stage stage={row.stage} />
      </th>
      <td class="bars">
        <ScoreBar alignment={alignment} />
      </td>
      <td>{alignment && <Dots alignment={alignment} asNumbers={asNumbers} />}</td>
      <td class="figure" data-name={say.revenue()}>
        {alignment?.revenue != null && Number(alignment.revenue) > 0 && writeMoney(alignment.revenue, product.currency)}
      </td>
      <td class="figure" data-name={say.payment()}>
        {payment?.median != null && <span title={say.aMonth(writeMoney(payment.median, payment.currency))}>{writeMoney(payment.median, payment.currency)}</span>}
      </td>
      <td>
        <Badges alignment={alignment} />
      </td>
    </tr>
  );
}

export function Stage({ stage }: { stage: FeatureStage }) {
  return <span class="stage">{say[stage]()}</span>;
}
