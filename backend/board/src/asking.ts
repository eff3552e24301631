// Keeps what a view has asked for, and says where it stands: loading, there, or failed.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ask, AskingError, type Problem } from "./client.ts";
import type { TypedDocumentString } from "./generated/graphql.ts";

export interface Asked<Result> {
  data: Result | undefined;
  error: AskingError | undefined;
  isLoading: boolean;
  withheld: Problem[];
  again: () => void;
}

// Asks DOCUMENT, and again whenever VARIABLES change or `again` is called; what was there before
// stays until the new is, so that a page never flickers.
export function useAsked<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Asked<Result> {
  const [state, setState] = useState<Omit<Asked<Result>, "again">>({
    data: undefined,
    error: undefined,
    isLoading: true,
    withheld: [],
  });
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(variables);
  useEffect(() => {
    const ending = new AbortController();
    setState((before) => ({ ...before, isLoading: true, error: undefined }));
    ask(document, variables, ending.signal).then(
      ({ data, withheld }) => setState({ data, withheld, error: undefined, isLoading: false }),
      (error: unknown) => {
        if (ending.signal.aborted) return;
        setState((before) => ({ ...before, error: asFailure(error), isLoading: false }));
      },
    );
    return () => ending.abort();
  }, [document, key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, again };
}

export function asFailure(error: unknown): AskingError {
  return error instanceof AskingError ? error : new AskingError("BROKEN", String(error));
}
