// Tries what the guide shows of urql.
import { backward } from "./paging.mjs";
import { BROKEN, HALF, SHOWN, hear, report, task, watcher } from "./task.mjs";
import { connect, follow, state, walk } from "./urql.mjs";

const client = connect(task.url, task.streamUrl);

async function ask(text, variables = {}) {
  const { data, error } = await client.query(text, variables).toPromise();
  return { data, errors: error?.graphQLErrors };
}

const { scores, see } = watcher();
const watching = client
  .query(SHOWN, { feature: task.feature })
  .subscribe(({ data }) => data && see(data.node));

await report({
  forward: () => walk(client, task.walked),
  backward: () => walk(client, task.walked, backward),
  stated: () => state(client, task.statement),
  refused: () => state(client, task.mistake),
  half: () => ask(HALF, { key: task.product }),
  broken: () => ask(BROKEN),
  shown: () => scores,
  heard: () =>
    hear((told) => {
      const following = follow(client, task.product, told);
      return () => following.unsubscribe();
    }),
});
watching.unsubscribe();
