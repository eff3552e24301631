// Starts the board in the shell that the server rendered.
import { render } from "preact";
import { App } from "./app.tsx";
import { place } from "./client.ts";
import { Router } from "./router.tsx";
import { readTheme, showTheme } from "./theme.ts";

const root = document.getElementById("board");
if (root === null) throw new Error("the page has no place for the board");
const { endpoint, streams } = root.dataset;
Object.assign(place, { endpoint, streams, language: document.documentElement.lang });
showTheme(readTheme());
root.replaceChildren();
render(
  <Router>
    <App />
  </Router>,
  root,
);
