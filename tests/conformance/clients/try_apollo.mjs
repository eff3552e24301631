// Tries what the guide shows of Apollo Client.
import { CombinedGraphQLErrors, gql } from "@apollo/client";
import { connect, follow, state, walk } from "./apollo.mjs";
import { backward } from "./paging.mjs";
import { BROKEN, HALF, SHOWN, hear, report, task, watcher } from "./task.mjs";

const client = connect(task.url, task.streamUrl);

async function ask(text, variables) {
  const { data, error } = await client.query({ query: gql(text), variables, errorPolicy: "all" });
  return { data, errors: CombinedGraphQLErrors.is(error) ? error.errors : [] };
}

const { scores, see } = watcher();
const page = client.watchQuery({ query: gql(SHOWN), variables: { feature: task.feature } });
const watching = page.subscribe(({ data, dataState }) => dataState === "complete" && see(data.node));

await report({
  forward: () => walk(client, task.walked),
  backward: () => walk(connect(task.url, task.streamUrl), task.walked, backward),
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
client.stop();
