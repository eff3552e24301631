// What the compiler has to know of the guide's documents; it fails where an error is missing, too.
import type { ApolloClient } from "@apollo/client";
import { readBacking, state } from "./typed";

export async function check(client: ApolloClient) {
  const [first] = await readBacking(client, "cadenza");
  const key: string | undefined = first?.key;
  const score: number | undefined = first?.alignment?.score;
  const revenue: string | null | undefined = first?.alignment?.revenue;
  const updatedAt: string | undefined = first?.alignment?.updatedAt;
  // @ts-expect-error -- a decimal is no number
  const amount: number | undefined = first?.alignment?.revenue;
  // @ts-expect-error -- nobody may have spoken
  const certain: number | undefined = first?.alignment.score;
  // @ts-expect-error -- there is no such stage
  const isIdea: boolean = first?.stage === "IDEA";

  const told = await state(client, { stakeholder: "1", feature: "2", stance: "SUPPORT" });
  const codes: string[] | undefined = told?.errors.map(({ code }) => code);
  // @ts-expect-error -- there is no such stance
  await state(client, { stakeholder: "1", feature: "2", stance: "LOVE" });
  // @ts-expect-error -- a feature has to be named
  await state(client, { stakeholder: "1", stance: "SUPPORT" });
  return { key, score, revenue, updatedAt, amount, certain, isIdea, codes };
}
