// The page on which people try queries: GraphiQL, served from here, talking to here and to the streams.
import "./workers.js";
// Named here, ahead of GraphiQL's own lazy import, so that the editor's styles join explorer.css.
import "monaco-graphql/esm/monaco-editor.js";
import "./explorer.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { EXAMPLE } from "./example.js";
import { examplesPlugin } from "./examples.js";

const ACCEPT = "application/graphql-response+json, application/json";

function readCookie(name) {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1];
}

function readThemes() {
  return JSON.parse(document.getElementById("themes").textContent);
}

// The token changes at each login, so it is read anew for each request.
function fetchWithToken(csrfCookie) {
  return (url, init) => {
    const token = readCookie(csrfCookie);
    const headers = token ? { ...init.headers, "X-CSRFToken": token } : init.headers;
    return fetch(url, { ...init, headers, credentials: "same-origin" });
  };
}

async function open(container) {
  const { endpoint, streams, csrfCookie } = container.dataset;
  const fetcher = createGraphiQLFetcher({
    url: endpoint,
    subscriptionUrl: streams,
    headers: { accept: ACCEPT },
    enableIncrementalDelivery: false,
    fetch: fetchWithToken(csrfCookie),
  });
  // The editor measures its letters once: without the font at hand the caret would stand beside them.
  await document.fonts.load('1em "Fira Code"').catch(console.warn);
  const plugins = [examplesPlugin(readThemes()), HISTORY_PLUGIN];
  createRoot(container).render(createElement(GraphiQL, { fetcher, plugins, defaultQuery: EXAMPLE }));
}

open(document.getElementById("explorer"));
