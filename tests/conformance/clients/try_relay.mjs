// Tries what the guide shows of Relay: builds it, and draws it in a browser's document.
import "./build_relay.mjs";
import { Window } from "happy-dom";
import { createOperationDescriptor } from "relay-runtime";
import { Suspense, act, createElement } from "react";
import { hear, report, task, watcher } from "./task.mjs";

const window = new Window();
const { document } = window;
Object.assign(globalThis, { window, document, IS_REACT_ACT_ENVIRONMENT: true });
globalThis.navigator ??= window.navigator; // newer Nodes have one
const { createRoot } = await import("react-dom/client");
const app = await import("./built/app.mjs");

const environment = app.connect(task.url, task.streamUrl);

// Draws COMPONENT until what it waits for has come; gives the element that holds it.
async function draw(component, properties) {
  const place = document.body.appendChild(document.createElement("div"));
  const provided = createElement(
    app.RelayEnvironmentProvider,
    { environment },
    createElement(Suspense, { fallback: "wait" }, createElement(component, properties)),
  );
  await act(async () => createRoot(place).render(provided));
  await until(() => place.textContent !== "wait");
  return place;
}

async function until(isDone) {
  while (!isDone()) await act(() => new Promise((resume) => setTimeout(resume, 10)));
}

// Presses the button for more until there is none.
async function walk(component) {
  const place = await draw(component, { product: task.walked });
  for (let button; (button = place.querySelector("button")); ) {
    const before = place.querySelectorAll("li").length;
    await act(async () => button.click());
    await until(() => place.querySelectorAll("li").length > before);
  }
  return [...place.querySelectorAll("li")].map((each) => ({ key: each.textContent }));
}

async function state(input) {
  let payload;
  const place = await draw(app.StanceButton, { input, onDone: (told) => (payload = told) });
  await act(async () => place.querySelector("button").click());
  await until(() => payload);
  return payload;
}

// Relay hands on what was answered, and leaves null what was not; the codes stay with its network.
async function ask(query, variables) {
  const data = await app.fetchQuery(environment, query, variables).toPromise();
  return { data, errors: [] };
}

const { scores, see } = watcher();
await ask(app.SHOWN, { feature: task.feature });
const shown = createOperationDescriptor(app.SHOWN, { feature: task.feature });
const look = (snapshot) => see(snapshot.data.node);
look(environment.lookup(shown.fragment));
environment.retain(shown);
const watching = environment.subscribe(environment.lookup(shown.fragment), look);

await report({
  forward: () => walk(app.FeatureList),
  backward: () => walk(app.LatestFeatures),
  stated: () => state(task.statement),
  refused: () => state(task.mistake),
  half: () => ask(app.HALF, { key: task.product }),
  shown: () => scores,
  heard: () =>
    hear((told) => {
      const drawn = draw(app.ScoreWatch, { product: task.product, onChange: told });
      return () => drawn;
    }),
});
watching.dispose();
process.exit(); // React and the sockets would wait for more
