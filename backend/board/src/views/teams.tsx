// How alike groups stand: who is closest, who farthest, and what parts two of them.
import { useMemo } from "preact/hooks";
import { useAsked } from "../asking.ts";
import { isUntold, supportOf } from "../backing.ts";
import { writeFine, writeNumber, writeShare } from "../format.ts";
import { SupportsDocument, TeamsDocument, type TeamsQuery } from "../generated/graphql.ts";
import { arrangeAlike, type Grid } from "../heat/order.ts";
import { toneOf } from "../heat/tone.ts";
import { addressOf, featureAddress, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { useWhole } from "../whole.ts";
import { say } from "../words.ts";

type Matrix = TeamsQuery["groupAlignment"];
type Group = Matrix["groups"][number];

interface Pair {
  one: Group;
  other: Group;
  alike: number; // 0 for opposite minds to 1 for one mind
}

const LISTED = 5; // pairs at either end
const DIFFERENCES = 10;

export function Teams() {
  const { product } = useShell();
  const { data, error, again } = useAsked(TeamsDocument, { product: product.key });
  useTitle(say.teams());
  if (error && !data) return <Failure error={error} again={again} />;
  if (!data) return <Skeleton />;
  const matrix = data.groupAlignment;
  const pairs = pairsOf(matrix);
  return (
    <>
      <div class="title">
        <h1>{say.teamsTitle()}</h1>
        <p class="faint">
          {say.teamsHint(writeShare(1), writeShare(0))} {matrix.concordance != null && say.concordance(writeShare(matrix.concordance))}
        </p>
      </div>
      {pairs.length === 0 ? (
        <Note title={say.noPairs()} />
      ) : (
        <>
          <Square matrix={matrix} />
          <div class="panels">
            <Pairs title={say.closest()} pairs={pairs.slice(0, LISTED)} />
            <Pairs title={say.farthest()} pairs={pairs.toReversed().slice(0, LISTED)} />
          </div>
          <Apart groups={matrix.groups} farthest={pairs.at(-1)} />
        </>
      )}
    </>
  );
}

// Gives all pairs of MATRIX that can be compared, the most alike first.
export function pairsOf({ groups, rows }: Matrix): Pair[] {
  const pairs = rows.flatMap(({ alignments }, row) =>
    alignments.slice(0, row).flatMap((alike, column) => {
      const [one, other] = [groups[column], groups[row]];
      return alike == null || !one || !other ? [] : [{ one, other, alike }];
    }),
  );
  return pairs.sort((one, other) => other.alike - one.alike);
}

function useChosen() {
  const { product } = useShell();
  const { route, go } = useRoute();
  const choose = (one: string, other: string) => {
    const search = new URLSearchParams(location.search);
    search.set("one", one);
    search.set("other", other);
    go(addressOf(product.key, "teams", search.toString()), { replace: true });
  };
  return { one: route.search.get("one"), other: route.search.get("other"), choose };
}

function Square({ matrix }: { matrix: Matrix }) {
  const { choose, one, other } = useChosen();
  const order = useMemo(() => arrangeAlike(matrix.rows.map(({ alignments }) => alignments.map((each) => each ?? null)) as Grid), [matrix]);
  const groups = order.map((at) => matrix.groups[at] as Group);
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label={say.teams()}>
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">{say.group()}</th>
            {groups.map(({ id, name }) => (
              <th key={id} scope="col">
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((row) => {
            const group = matrix.groups[row] as Group;
            return (
              <tr key={group.id}>
                <th scope="row">
                  <span dir="auto">{group.name}</span>
                </th>
                {order.map((column) => {
                  const against = matrix.groups[column] as Group;
                  const alike = matrix.rows[row]?.alignments[column];
                  if (row === column || alike == null) return <td key={against.id} class="none" />;
                  const label = say.pairCell(group.name, against.name, writeShare(alike));
                  const isChosen = [one, other].includes(group.key) && [one, other].includes(against.key);
                  return (
                    <td key={against.id}>
                      <button type="button" class="cell" aria-label={label} title={label} aria-pressed={isChosen} onClick={() => choose(group.key, against.key)} style={toneOf(alike, 1)}>
                        {writeNumber(Math.round(alike * 100))}
                      </button>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Pairs({ title, pairs }: { title: string; pairs: Pair[] }) {
  const { choose } = useChosen();
  return (
    <section class="panel">
      <h2>{title}</h2>
      <ol class="plain">
        {pairs.map(({ one, other, alike }) => (
          <li key={one.id + other.id}>
            <button type="button" class="text" onClick={() => choose(one.key, other.key)}>
              {say.between(one.name, other.name)}
            </button>{" "}
            <b>{writeShare(alike)}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

// The features on which two groups differ most; the two farthest apart, until others are chosen.
function Apart({ groups, farthest }: { groups: Group[]; farthest: Pair | undefined }) {
  const { product } = useShell();
  const chosen = useChosen();
  const one = groups.find(({ key }) => key === chosen.one) ?? farthest?.one;
  const other = groups.find(({ key }) => key === chosen.other) ?? farthest?.other;
  const { nodes, total, error, again } = useWhole(SupportsDocument, { product: product.key, filter: { heard: true } });
  if (error) return <Failure error={error} again={again} />;
  if (!one || !other) return null;
  const find = (node: (typeof nodes)[number], id: string) => {
    const backing = node.alignment?.breakdown.find(({ group }) => group?.id === id);
    return backing ? supportOf(backing) : null;
  };
  const apart = nodes
    .flatMap((node) => {
      const [first, second] = [find(node, one.id), find(node, other.id)];
      return first === null || second === null ? [] : [{ node, first, second, gap: Math.abs(first - second) }];
    })
    .sort((a, b) => b.gap - a.gap)
    .slice(0, DIFFERENCES);
  const untold = [one, other].filter(({ id }) => nodes.some(({ alignment }) => alignment?.breakdown.some((each) => each.group?.id === id && isUntold(each))));
  const pick = (label: string, value: Group, change: (key: string) => void) => (
    <label>
      {label}
      <select value={value.key} onChange={(event) => change(event.currentTarget.value)}>
        {groups.map(({ id, key, name }) => (
          <option key={id} value={key}>{name}</option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="panel wide" aria-live="polite">
      <h2>{say.differMost()}</h2>
      <div class="filters">
        {pick(say.first(), one, (key) => chosen.choose(key, other.key))}
        {pick(say.second(), other, (key) => chosen.choose(one.key, key))}
      </div>
      {total === undefined ? (
        <Skeleton lines={4} />
      ) : untold.length > 0 ? (
        untold.map(({ id, name }) => (
          <p key={id} class="faint">
            <bdi>{name}</bdi>: {say.fewHeard()}
          </p>
        ))
      ) : (
        <div class="scroller" tabIndex={0} role="region" aria-label={say.differMost()}>
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">{say.feature()}</th>
                <th scope="col" class="figure">{one.name}</th>
                <th scope="col" class="figure">{other.name}</th>
                <th scope="col" class="figure">{say.difference()}</th>
              </tr>
            </thead>
            <tbody>
              {apart.map(({ node, first, second, gap }) => (
                <tr key={node.id}>
                  <th scope="row">
                    <Link href={featureAddress(product.key, node.key)}>{node.name}</Link>
                  </th>
                  <td class="figure">{writeShare(first)}</td>
                  <td class="figure">{writeShare(second)}</td>
                  <td class="figure">{writeFine(gap * 100)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
