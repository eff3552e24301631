// What every client is told to do, and the form in which it says how it went.
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket; // older Nodes have none

export const task = JSON.parse(process.argv[2]);

// One field is refused, the other is answered all the same.
export const HALF = `
  query Half($key: String!) { product(key: $key) { id name } node(id: "nothing") { id } }
`;

// Nothing of this is done: there is no such field.
export const BROKEN = "query Broken { nothingOfTheKind }";

export const SHOWN = `
  query Shown($feature: ID!) {
    node(id: $feature) { id ... on Feature { alignment { id score } } }
  }
`;

const keysOf = (rows) => rows.map(({ key }) => key);

const TELL = {
  forward: keysOf,
  backward: keysOf,
  stated: ({ outcome, preference, errors }) => ({
    outcome,
    score: preference.feature.alignment.score,
    errors,
  }),
  refused: ({ outcome, errors }) => ({
    outcome,
    errors: errors.map(({ code, path }) => [code, path]),
  }),
  half: ({ data, errors }) => ({ name: data.product.name, codes: codesOf(errors) }),
  broken: ({ data, errors }) => ({ data: data ?? null, codes: codesOf(errors) }),
  heard: ({ score, feature }) => ({ score, feature: feature.key }),
};

function codesOf(errors = []) {
  return errors.map(({ extensions }) => extensions.code);
}

// Runs each of STEPS in turn, and prints what came of them as the last line.
export async function report(steps) {
  const told = {};
  for (const [name, step] of Object.entries(steps)) {
    const tell = TELL[name] ?? ((what) => what);
    told[name] = tell(await step());
  }
  console.log(JSON.stringify(told));
}

// Notes each score that a page would show, once for as long as it stays.
export function watcher() {
  const scores = [];
  const see = (node) => {
    const score = node.alignment?.score ?? null;
    if (scores.at(-1) !== score) scores.push(score);
  };
  return { scores, see };
}

const SPEAK = `
  mutation Speak($input: StatePreferenceInput!) {
    statePreference(input: $input) { outcome }
  }
`;

// Lets somebody else change their mind until WATCH has told of it, and gives what it told.
export async function hear(watch) {
  let heard;
  const stop = watch((change) => (heard ??= change));
  for (let turn = 0; !heard; turn++) {
    const input = { ...task.news, stance: turn % 2 ? "OPPOSE" : "SUPPORT" };
    await fetch(task.url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ query: SPEAK, variables: { input } }),
    });
    await pause(500);
  }
  stop();
  return heard;
}
