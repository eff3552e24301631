// Walks a list of the API to its end, page by page, and shows what is there so far.
import { useCallback, useEffect, useState } from "preact/hooks";
import { asFailure } from "./asking.ts";
import { ask, type Answer, type AskingError } from "./client.ts";
import type { FeatureFilter, TypedDocumentString } from "./generated/graphql.ts";

interface Paged<Node> {
  features: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor?: string | null }; nodes: Node[] };
}
interface Question {
  product: string;
  first: number;
  after?: string | null;
  filter?: FeatureFilter | null;
}

export interface Whole<Node> {
  nodes: Node[];
  total: number | undefined;
  error: AskingError | undefined;
  again: () => void;
}

// Gives the features of PRODUCT that DOCUMENT finds under FILTER, at most MOST, PAGE at a time.
export function useWhole<Node>(
  document: TypedDocumentString<Paged<Node>, Question>,
  { product, filter, page = 100, most = Infinity }: { product: string; filter: FeatureFilter; page?: number; most?: number },
): Whole<Node> {
  const [state, setState] = useState<Omit<Whole<Node>, "again">>({ nodes: [], total: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(filter);
  useEffect(() => {
    const ending = new AbortController();
    async function walk() {
      let after: string | null = null;
      let nodes: Node[] = [];
      do {
        const first = Math.min(page, most - nodes.length);
        const { data }: Answer<Paged<Node>> = await ask(document, { product, first, after, filter }, ending.signal);
        nodes = [...nodes, ...data.features.nodes];
        setState({ nodes, total: data.features.totalCount, error: undefined });
        after = data.features.pageInfo.hasNextPage ? (data.features.pageInfo.endCursor ?? null) : null;
      } while (after !== null && nodes.length < most);
    }
    setState({ nodes: [], total: undefined, error: undefined });
    walk().catch((error: unknown) => {
      if (!ending.signal.aborted) setState((before) => ({ ...before, error: asFailure(error) }));
    });
    return () => ending.abort();
  }, [document, product, key, page, most, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, again };
}
