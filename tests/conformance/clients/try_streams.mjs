// Tries what the guide shows of graphql-ws or graphql-sse, whichever the task names.
import { backward } from "./paging.mjs";
import { ask, follow, state, walk } from "./streams.mjs";
import { BROKEN, HALF, hear, report, task } from "./task.mjs";

const { connect } = await import(`./${task.product}.mjs`);
const client = connect(task.url, task.streamUrl);

// What is refused before it begins is an answer of graphql-sse, and thrown by graphql-ws.
async function askBroken() {
  const asked = ask(client, BROKEN);
  if (task.product === "graphql-sse") return asked;
  return asked.then(
    () => ({ errors: [] }),
    (errors) => ({ errors }),
  );
}

async function tellFirst(told) {
  for await (const change of follow(client, task.product)) {
    told(change);
    break;
  }
}

await report({
  forward: () => walk(client, task.walked),
  backward: () => walk(client, task.walked, backward),
  stated: () => state(client, task.statement),
  refused: () => state(client, task.mistake),
  half: () => ask(client, HALF, { key: task.product }),
  broken: () => askBroken(),
  heard: () =>
    hear((told) => {
      const following = tellFirst(told);
      return () => following;
    }),
});
await client.dispose();
