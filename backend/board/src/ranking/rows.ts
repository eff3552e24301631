// The rows of the ranking: fetched page by page as they come into sight, and kept true by what is heard.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asFailure } from "../asking.ts";
import { ask, type AskingError, type Problem } from "../client.ts";
import { RankingDocument, type RankedFeatureFragment, type RankingQueryVariables } from "../generated/graphql.ts";
import type { Order } from "./filters.ts";

export type Row = RankedFeatureFragment;

const PAGE = 100; // the most that the API gives at once
const SETTLE = 1_000; // milliseconds after which changes that cannot be placed are asked for

interface Rows {
  rows: Row[];
  total: number | undefined;
  withheld: Problem[];
  error: AskingError | undefined;
}

const NOTHING: Rows = { rows: [], total: undefined, withheld: [], error: undefined };

type Alignment = NonNullable<Row["alignment"]>;
const VALUES: Partial<Record<Order, (a: Alignment) => number>> = {
  low: (a) => a.low,
  score: (a) => a.score,
  reach: (a) => a.reach,
  divided: (a) => a.polarization,
  revenue: (a) => Number(a.revenue ?? -1),
};

// Puts ROWS into ORDER, as the API does: what nobody has spoken of comes last.
export function arrange(rows: Row[], order: Order): Row[] {
  const valueOf = VALUES[order];
  if (valueOf === undefined) return rows;
  const keyOf = ({ alignment }: Row) => (alignment == null ? -Infinity : valueOf(alignment));
  return rows.toSorted((one, other) => keyOf(other) - keyOf(one) || 0);
}

type Question = Omit<RankingQueryVariables, "first" | "after">;

// Gives the rows that QUESTION finds; NEED fetches those up to a place, HEAR takes a change in.
export function useRows(question: Question, order: Order) {
  const [state, setState] = useState<Rows>(NOTHING);
  const key = JSON.stringify(question);
  const run = useRef({ key: "", after: null as string | null, isDone: false, isBusy: false, wanted: PAGE, loaded: 0 });

  const fetchUntil = useCallback(async () => {
    const turn = run.current;
    if (turn.isBusy) return;
    turn.isBusy = true;
    try {
      while (turn === run.current && !turn.isDone && turn.loaded < turn.wanted) {
        const { data, withheld } = await ask(RankingDocument, { ...question, first: PAGE, after: turn.after });
        if (turn !== run.current) return;
        const { nodes, pageInfo, totalCount } = data.features;
        const isFirst = turn.after === null;
        Object.assign(turn, { after: pageInfo.endCursor, isDone: !pageInfo.hasNextPage, loaded: turn.loaded + nodes.length });
        setState((before) => ({
          rows: isFirst ? nodes : [...before.rows, ...nodes],
          total: totalCount,
          withheld,
          error: undefined,
        }));
      }
    } catch (error) {
      if (turn === run.current) setState((before) => ({ ...before, error: asFailure(error) }));
    } finally {
      turn.isBusy = false;
    }
  }, [key]);

  const again = useCallback(() => {
    const wanted = Math.max(PAGE, run.current.loaded);
    run.current = { key, after: null, isDone: false, isBusy: false, wanted, loaded: 0 };
    setState((before) => ({ ...before, error: undefined }));
    void fetchUntil();
  }, [key, fetchUntil]);

  useEffect(() => {
    run.current = { key, after: null, isDone: false, isBusy: false, wanted: PAGE, loaded: 0 };
    void fetchUntil();
  }, [key, fetchUntil]);

  const need = useCallback(
    (end: number) => {
      if (end <= run.current.wanted) return;
      run.current.wanted = end;
      void fetchUntil();
    },
    [fetchUntil],
  );

  const settling = useRef(0);
  const hear = useCallback(
    (row: Row) => {
      setState((before) => {
        const rows = before.rows.map((each) => (each.id === row.id ? row : each));
        return { ...before, rows: arrange(rows, order) };
      });
      clearTimeout(settling.current);
      settling.current = setTimeout(again, SETTLE) as unknown as number;
    },
    [order, again],
  );
  useEffect(() => () => clearTimeout(settling.current), [key]);

  return { ...state, again, need, hear };
}
