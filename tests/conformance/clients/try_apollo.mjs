// Tries what the guide shows of Apollo Client.
import { CombinedGraphQLErrors, gql } from "@apollo/client";
import { connect, state, walk } from "./apollo.mjs";
import { backward } from "./paging.mjs";
import { BROKEN, HALF, SHOWN, report, task } from "./task.mjs";

const client = connect(task.url);

async function ask(text, variables) {
  const { data, error } = await client.query({ query: gql(text), variables, errorPolicy: "all" });
  const errors = CombinedGraphQLErrors.is(error) ? error.errors : [];
  return { data: data ?? null, codes: errors.map(({ extensions }) => extensions.code) };
}

const shown = [];
const watching = client
  .watchQuery({ query: gql(SHOWN), variables: { feature: task.feature } })
  .subscribe(({ data }) => data && shown.push(data.node.alignment?.voices ?? 0));

await report({
  forward: () => walk(client, task.walked),
  backward: () => walk(connect(task.url), task.walked, backward),
  stated: () => state(client, task.statement),
  refused: () => state(client, task.mistake),
  half: () => ask(HALF, { key: task.product }),
  broken: () => ask(BROKEN),
  shown: () => shown,
});
watching.unsubscribe();
client.stop();
