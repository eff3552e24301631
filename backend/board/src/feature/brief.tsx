// One page on a feature for an audience, as the API writes it.
import { useState } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { BriefForDocument, type BriefAudience } from "../generated/graphql.ts";
import { useShell } from "../shell.ts";
import { Failure, Skeleton } from "../states.tsx";
import { say } from "../words.ts";
import type { Names } from "./what_if.tsx";

export function BriefPanel({ names }: { names: Names }) {
  const { groups } = useShell();
  const [chosen, choose] = useState("");
  const audience: BriefAudience | null = chosen === "" ? null : chosen === "TEAM" || chosen === "SEGMENT" ? { kind: chosen } : { group: chosen };
  return (
    <section class="panel wide brief-panel">
      <h2>{say.brief()}</h2>
      <label>
        {say.briefFor()}{" "}
        <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{say.chooseAudience()}</option>
          <option value="TEAM">{say.allTeams()}</option>
          <option value="SEGMENT">{say.allSegments()}</option>
          {groups.map(({ id, name }) => (
            <option key={id} value={id}>{name}</option>
          ))}
        </select>
      </label>
      {audience && <Brief names={names} audience={audience} />}
    </section>
  );
}

function Brief({ names, audience }: { names: Names; audience: BriefAudience }) {
  const { data, error, again } = useAsked(BriefForDocument, { ...names, audience });
  if (error) return <Failure error={error} again={again} />;
  const brief = data?.feature?.brief;
  if (!brief) return <Skeleton lines={4} />;
  // The API escapes whatever people wrote; its HTML is its own.
  return (
    <>
      <div class="brief" dangerouslySetInnerHTML={{ __html: brief.html }} />
      <button type="button" class="quiet" onClick={() => print()}>
        {say.print()}
      </button>
    </>
  );
}
