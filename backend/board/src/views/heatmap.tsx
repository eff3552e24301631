// Who stands where: the support of each group for each feature, alike beside alike.
import { useMemo, useState } from "preact/hooks";
import { isUntold, supportOf } from "../backing.ts";
import { writeNumber, writeShare } from "../format.ts";
import { SupportsDocument, type SupportsQuery } from "../generated/graphql.ts";
import { arrangeAlike, transpose, type Grid } from "../heat/order.ts";
import { toneOf } from "../heat/tone.ts";
import { VoicesDialog, type Cell } from "../heat/voices.tsx";
import { featureAddress, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { useWhole } from "../whole.ts";
import { useSight } from "../window.ts";
import { say } from "../words.ts";

type Heard = SupportsQuery["features"]["nodes"][number];
type Backing = NonNullable<Heard["alignment"]>["breakdown"][number];
type Column = { id: string; name: string };

const STEP = 100; // features that are fetched at once, and laid out before "more" is asked for
const HEIGHT = 32;

export function Heatmap() {
  const { product } = useShell();
  const { route } = useRoute();
  const [most, setMost] = useState(STEP);
  const filter = route.search.has("all") ? { heard: true } : { open: true, heard: true };
  const { nodes, total, error, again } = useWhole(SupportsDocument, { product: product.key, filter, page: STEP, most });
  const { columns, rows } = useMemo(() => layOut(nodes), [nodes]);
  const [open, setOpen] = useState<Cell | null>(null);
  useTitle(say.heatmap());
  if (error) return <Failure error={error} again={again} />;
  if (total === undefined) return <Skeleton />;
  if (rows.length === 0) return <Note title={say.noFeatures()} why={say.noFeaturesWhy()} />;
  return (
    <>
      <div class="title">
        <h1>{say.heatmapTitle()}</h1>
        <p class="faint">{say.heatmapHint()}</p>
      </div>
      <Legend hasUntold={rows.some(({ cells }) => cells.some((cell) => cell && isUntold(cell)))} />
      <div class="scroller" tabIndex={0} role="region" aria-label={say.heatmap()}>
        <Heat rows={rows} columns={columns} open={setOpen} />
      </div>
      {total > rows.length && (
        <p>
          {say.showing(rows.length, total)}{" "}
          <button type="button" class="quiet" onClick={() => setMost(most + 4 * STEP)}>
            {say.more()}
          </button>
        </p>
      )}
      {open && <VoicesDialog cell={open} close={() => setOpen(null)} />}
    </>
  );
}

interface HeatRow {
  feature: Heard;
  cells: (Backing | undefined)[];
}

// Lays FEATURES and the groups they were heard by out, those alike side by side.
export function layOut(features: Heard[]): { columns: Column[]; rows: HeatRow[] } {
  const columns = new Map<string, Column>();
  for (const { alignment } of features) {
    for (const { group, name } of alignment?.breakdown ?? []) columns.set(group?.id ?? name, { id: group?.id ?? "", name });
  }
  const keys = [...columns.keys()];
  const cells = features.map(({ alignment }) => {
    const byGroup = new Map(alignment?.breakdown.map((each) => [each.group?.id ?? each.name, each]));
    return keys.map((key) => byGroup.get(key));
  });
  const grid: Grid = cells.map((row) => row.map((cell) => (cell ? supportOf(cell) : null)));
  const across = arrangeAlike(transpose(grid));
  return {
    columns: across.map((at) => columns.get(keys[at] ?? "") as Column),
    rows: arrangeAlike(grid).map((at) => ({ feature: features[at] as Heard, cells: across.map((column) => cells[at]?.[column]) })),
  };
}

function Heat({ rows, columns, open }: { rows: HeatRow[]; columns: Column[]; open: (cell: Cell) => void }) {
  const { product } = useShell();
  const { ref, first, end } = useSight(rows.length, HEIGHT);
  const gap = (count: number) =>
    count > 0 && (
      <tr class="gap" aria-hidden="true">
        <td colSpan={columns.length + 1} style={{ height: `${count * HEIGHT}px` }} />
      </tr>
    );
  return (
    <table class="heat" aria-rowcount={rows.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">{say.feature()}</th>
          {columns.map(({ id, name }) => (
            <th key={id} scope="col">
              <span>{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={ref}>
        {gap(first)}
        {rows.slice(first, end).map(({ feature, cells }, at) => (
          <tr key={feature.id} aria-rowindex={first + at + 2}>
            <th scope="row">
              <Link href={featureAddress(product.key, feature.key)} dir="auto">{feature.name}</Link>
            </th>
            {cells.map((cell, column) => (
              <HeatCell key={columns[column]?.id} feature={feature} group={columns[column] as Column} cell={cell} open={open} />
            ))}
          </tr>
        ))}
        {gap(rows.length - end)}
      </tbody>
    </table>
  );
}

// How sure a support is: whole where all were heard.
const certaintyOf = ({ heard, voices }: Backing) => 0.35 + 0.65 * Math.sqrt(Math.min(1, (heard ?? 0) / Math.max(1, voices)));

function HeatCell({ feature, group, cell, open }: { feature: Heard; group: Column; cell: Backing | undefined; open: (cell: Cell) => void }) {
  const support = cell ? supportOf(cell) : null;
  const heard = cell ? (cell.heard ?? null) : 0;
  const told = cell === undefined ? say.nobodyHeard() : heard === null ? say.fewHeard() : say.heardOf(writeNumber(heard), writeNumber(cell.voices));
  const label = say.heatCell(group.name, feature.name, support === null ? "–" : writeShare(support), told);
  const show = () => open({ feature, group, support, heard, voices: cell?.voices ?? 0 });
  return (
    <td>
      <button type="button" class="cell" aria-label={label} title={label} onClick={show} style={cell && support !== null ? toneOf(support, certaintyOf(cell)) : undefined}>
        {support !== null ? writeNumber(Math.round(support * 100)) : heard === null && "–"}
      </button>
    </td>
  );
}

function Legend({ hasUntold }: { hasUntold: boolean }) {
  return (
    <p class="heat-legend small" aria-hidden="true">
      <span>{writeShare(0)}</span>
      {[0, 25, 50, 75, 100].map((at) => (
        <i key={at} class="cell" style={toneOf(at / 100, 1)} />
      ))}
      <span>{writeShare(1)}</span>
      {hasUntold && <span>· – {say.fewHeard()}</span>}
    </p>
  );
}
