// Who speaks for a feature, and to whom they have spoken.
import { useAsked } from "../asking.ts";
import { writeDay } from "../format.ts";
import { AdvocacyDocument } from "../generated/graphql.ts";
import { say } from "../words.ts";
import type { Names } from "./what_if.tsx";

export function Advocacy({ names }: { names: Names }) {
  const { data, error, withheld } = useAsked(AdvocacyDocument, names);
  if (!data?.feature) return error ? <p class="faint panel">{say.peopleWithheld()}</p> : null;
  const { champions, outreach } = data.feature;
  return (
    <section class="panel">
      <h2>{say.champions()}</h2>
      {withheld.length > 0 ? (
        <p class="faint">{say.peopleWithheld()}</p>
      ) : champions.nodes.length === 0 ? (
        <p class="faint">{say.noChampions()}</p>
      ) : (
        <ul class="plain">
          {champions.nodes.map(({ id, stakeholder, sinceDate }) => (
            <li key={id}>
              {stakeholder.name} <span class="faint small">{say.since(writeDay(sinceDate))}</span>
            </li>
          ))}
        </ul>
      )}
      <h2>{say.outreach()}</h2>
      {outreach.nodes.length === 0 ? (
        <p class="faint">{say.noOutreach()}</p>
      ) : (
        <ul class="plain">
          {outreach.nodes.map(({ id, group, result, outcome, contactedAt }) => (
            <li key={id}>
              <b>{group.name}</b> · {say[result]()} · {writeDay(contactedAt)}
              {outcome && (
                <p>
                  <bdi>{outcome}</bdi>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
