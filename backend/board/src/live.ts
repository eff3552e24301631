// Hears of changes while one looks: one WebSocket for the page, that comes back by itself.
import { createClient, type Client } from "graphql-ws";
import { useEffect, useRef, useState } from "preact/hooks";
import { idOf, place } from "./client.ts";
import type { TypedDocumentString } from "./generated/graphql.ts";

let client: Client | undefined;

// Tutti was restored, or nothing was heard for too long: whatever is on the page may be wrong.
function isExpired({ extensions }: { extensions?: Record<string, unknown> }): boolean {
  return extensions?.code === "CURSOR_EXPIRED";
}

function connect(): Client {
  client ??= createClient({
    url: place.streams,
    lazyCloseTimeout: 3_000,
    retryAttempts: Infinity,
    shouldRetry: () => true,
  });
  return client;
}

// Tells HEAR of each change that DOCUMENT brings for VARIABLES, from now on; whether it is live.
// Whatever happens while the connection is gone is told once it is back: from the last cursor on.
export function useLive<Result, Variables extends { after?: string | null }>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { hear, cursorOf }: { hear: (result: Result) => void; cursorOf: (result: Result) => string },
): boolean {
  const [isLive, setLive] = useState(false);
  const hearing = useRef(hear);
  hearing.current = hear;
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (!place.streams) return;
    let last = variables.after ?? null;
    let isOver = false;
    const wire = connect();
    const ends = [wire.on("connected", () => setLive(true)), wire.on("closed", () => setLive(false))];
    // Each turn is one subscription; it ends with its connection and goes on behind what was heard.
    async function listen() {
      while (!isOver) {
        const turn = wire.iterate<Result>({
          query: "", // it is named below
          variables: { ...variables, after: last } as Record<string, unknown>,
          extensions: { persistedQuery: { version: 1, sha256Hash: idOf(document as never) } },
        });
        ends.push(() => void turn.return?.());
        for await (const { data, errors } of turn) {
          if (errors?.some(isExpired)) location.reload();
          if (data == null) continue;
          last = cursorOf(data);
          hearing.current(data);
        }
      }
    }
    listen().catch(() => setLive(false));
    return () => {
      isOver = true;
      ends.forEach((end) => end());
    };
  }, [document, key]);
  return isLive;
}
