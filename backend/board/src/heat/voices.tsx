// Who of a group said what about a feature: for those who may read it; for others the counts alone.
import { useEffect, useRef } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { writeDay, writeNumber, writeShare } from "../format.ts";
import { VoicesDocument } from "../generated/graphql.ts";
import { useMay } from "../shell.ts";
import { Failure, Skeleton } from "../states.tsx";
import { say } from "../words.ts";

const MOST = 50;

export interface Cell {
  feature: { id: string; name: string };
  group: { id: string; name: string };
  support: number | null;
  heard: number | null; // null where it is not told
  voices: number;
}

export function VoicesDialog({ cell, close }: { cell: Cell; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const mayRead = useMay("READ_PEOPLE");
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="voices-title">
      <h2 id="voices-title">{say.askAboutTitle(cell.group.name, cell.feature.name)}</h2>
      {cell.support !== null && (
        <p>
          <b>{say.supportTold(writeShare(cell.support))}</b> ·{" "}
          <span class="faint">{say.heardOf(writeNumber(cell.heard ?? 0), writeNumber(cell.voices))}</span>
        </p>
      )}
      {mayRead ? <Said cell={cell} /> : <p class="faint">{tellWhyNobody(cell)}</p>}
      <form method="dialog">
        <button>{say.close()}</button>
      </form>
    </dialog>
  );
}

// Tells why nobody is named: of a group that is too small to be told of, not whether anybody spoke.
function tellWhyNobody({ support, heard }: Cell): string {
  if (heard === null) return say.groupUntold();
  return support === null ? say.nobodySpoke() : say.peopleWithheld();
}

function Said({ cell }: { cell: Cell }) {
  const { data, error, again } = useAsked(VoicesDocument, { feature: cell.feature.id, group: cell.group.id, first: MOST });
  if (error) return <Failure error={error} again={again} />;
  if (!data) return <Skeleton lines={3} />;
  const { nodes, totalCount } = data.preferences;
  if (totalCount === 0) return <p class="faint">{say.nobodySpoke()}</p>;
  return (
    <>
      {nodes.length < totalCount && <p class="faint small">{say.showingVoices(nodes.length, totalCount)}</p>}
      <ul class="said">
        {nodes.map(({ id, stakeholder, stance, importance, reason, statedAt, evidence }) => (
          <li key={id}>
            <b>{stakeholder.name}</b> {stakeholder.account && <span class="faint">{stakeholder.account.name}</span>}{" "}
            <span class={`stance ${stance.toLowerCase()}`}>{say[stance]()}</span>{" "}
            <span class="faint small">
              {say[importance]()} · {writeDay(statedAt)}
            </span>
            {reason && (
              <p>
                <bdi>{reason}</bdi>
              </p>
            )}
            {evidence.nodes.map((each) => (
              <blockquote key={each.id}>
                <bdi>{each.quote}</bdi> {each.url && <a href={each.url} rel="noreferrer">{new URL(each.url).hostname}</a>}
              </blockquote>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
