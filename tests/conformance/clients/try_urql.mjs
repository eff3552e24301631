// Tries what the guide shows of urql.
import { backward } from "./paging.mjs";
import { BROKEN, HALF, SHOWN, report, task } from "./task.mjs";
import { connect, state, walk } from "./urql.mjs";

const client = connect(task.url);

async function ask(text, variables = {}) {
  const { data, error } = await client.query(text, variables).toPromise();
  const errors = error?.graphQLErrors ?? [];
  return { data: data ?? null, codes: errors.map(({ extensions }) => extensions.code) };
}

const shown = [];
const watching = client
  .query(SHOWN, { feature: task.feature })
  .subscribe(({ data }) => data && shown.push(data.node.alignment?.voices ?? 0));

await report({
  forward: () => walk(client, task.walked),
  backward: () => walk(client, task.walked, backward),
  stated: () => state(client, task.statement),
  refused: () => state(client, task.mistake),
  half: () => ask(HALF, { key: task.product }),
  broken: () => ask(BROKEN),
  shown: () => shown,
});
watching.unsubscribe();
