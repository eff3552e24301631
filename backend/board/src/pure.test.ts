// The functions of the board that touch no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnheard, isUntold, supportOf } from "./backing.ts";
import { badgesOf } from "./badges.ts";
import { meanOf } from "./charts/landscape.ts";
import { findRoom, meet } from "./charts/names.ts";
import { writeCsv } from "./csv.ts";
import { isOneDay } from "./feature/history.tsx";
import { curveOf, findRest } from "./feature/puzzle.tsx";
import { fall } from "./feature/waterfall.tsx";
import { arrangeAlike, distance, transpose } from "./heat/order.ts";
import { toneOf } from "./heat/tone.ts";
import { isNarrowed, readFilter, readOrder } from "./ranking/filters.ts";
import { hasMany } from "./ranking/figures.tsx";
import { arrange, type Row } from "./ranking/rows.ts";
import { addressOf, featureAddress, readRoute } from "./router.tsx";
import { tellGain } from "./views/conversations.tsx";
import { findSilent, tellUnscored } from "./views/feature.tsx";
import { layOut } from "./views/heatmap.tsx";
import { partGroups } from "./views/roadmap.tsx";
import { pairsOf } from "./views/teams.tsx";
import { fill, say } from "./words.ts";

const ALIGNMENT = {
  id: "a", score: 60, low: 55, high: 65, rank: 1, provisional: false, contested: false, evenness: 0.9, polarization: 0.1,
  reach: 0.8, internal: 60, external: 60, revenue: null, voices: 9, backingGroups: 3, objectingGroups: 0, heardGroups: 4,
};
const row = (id: string, alignment: Partial<typeof ALIGNMENT> | null) =>
  ({ id, key: id, name: id, stage: "DISCOVERY", alignment: alignment && { ...ALIGNMENT, ...alignment }, willingnessToPay: null }) as Row;

test("an address names product, view and feature, and comes back from what it names", () => {
  assert.equal(addressOf("a b", "map", "q=x"), "/products/a%20b/map?q=x");
  assert.equal(readRoute("/products/a%20b/map", "?q=x").product, "a b");
  assert.equal(readRoute(featureAddress("p", "f/g"), "").feature, "f/g");
  assert.equal(readRoute("/products/p", "").view, "ranking");
  assert.equal(readRoute("/products/p/nowhere", "").view, "missing");
  assert.equal(readRoute("/elsewhere", "").view, "missing");
  assert.equal(readRoute("/", "").product, null);
});

test("filters in an address are the API's filters", () => {
  const groups = [{ id: "G1", key: "sales" }];
  const read = (search: string) => readFilter(new URLSearchParams(search), groups);
  assert.deepEqual(read(""), { open: true });
  assert.deepEqual(read("all=1"), {});
  assert.deepEqual(read("stage=LAUNCH&q=x&min=50"), { search: "x", stage: { exact: "LAUNCH" }, score: { gte: 50 } });
  assert.deepEqual(read("backed=sales&objected=nobody"), { open: true, backedBy: { group: "G1" } });
  assert.equal(readOrder(new URLSearchParams("sort=constructor")), "low");
  assert.equal(isNarrowed(new URLSearchParams("sort=name&all=1")), false);
  assert.equal(isNarrowed(new URLSearchParams("min=25")), true);
});

test("rows are arranged as the API arranges them, those nobody spoke of last", () => {
  const rows = [row("none", null), row("low", { low: 10 }), row("high", { low: 70 })];
  assert.deepEqual(arrange(rows, "low").map(({ id }) => id), ["high", "low", "none"]);
  assert.deepEqual(arrange(rows, "name"), rows);
});

test("badges say what the figures say", () => {
  assert.deepEqual(badgesOf(row("x", {}).alignment), ["calm"]);
  assert.deepEqual(badgesOf(row("x", { contested: true, backingGroups: 1 }).alignment), ["contested", "loud"]);
  assert.deepEqual(badgesOf(row("x", { low: 20, internal: 40, external: 60 }).alignment), ["customers"]);
  assert.deepEqual(badgesOf(row("x", { low: 20, reach: 0.1, provisional: true }).alignment), ["hardlyHeard", "provisional"]);
  assert.deepEqual(badgesOf(null), ["hardlyHeard"]);
});

test("points fall from a hundred to the score, as the losses share them", () => {
  const breakdown = [{ id: "a", loss: 0.1 }, { id: "b", loss: 0.3 }];
  const steps = fall({ ...ALIGNMENT, score: 60, breakdown } as never);
  assert.deepEqual(steps.map(({ backing, from, to }) => [backing.id, from, to]), [["b", 100, 70], ["a", 70, 60]]);
  assert.deepEqual(fall({ ...ALIGNMENT, score: 100, breakdown: [{ id: "a", loss: 0 }] } as never).map(({ to }) => to), [100]);
});

test("a group of which nobody was heard, or of which nothing may be told, has no view", () => {
  const counts = [0, 1, null, undefined];
  assert.deepEqual(counts.map((heard) => isUnheard({ heard } as never)), [true, false, false, false]);
  assert.deepEqual(counts.map((heard) => isUntold({ heard } as never)), [false, false, true, true]);
  assert.deepEqual(counts.map((heard) => supportOf({ heard, support: 0.5 } as never)), [null, 0.5, null, null]);
});

test("it is not told of a small group that nobody of it was heard", () => {
  const [opera, sales] = [{ id: "o", name: "Opera" }, { id: "s", name: "Sales" }];
  const breakdown = [{ group: opera, heard: null }, { group: sales, heard: 0 }];
  assert.deepEqual(findSilent({ notHeard: [opera, sales], breakdown } as never), ["Sales"]);
});

test("numbers tell in every row once there is one with more groups than dots have room for", () => {
  assert.equal(hasMany([row("a", { heardGroups: 14 }), row("b", null)]), false);
  assert.equal(hasMany([row("a", { heardGroups: 14 }), row("b", { heardGroups: 15 })]), true);
  assert.equal(hasMany([]), false);
});

test("what was learned and is not among what excites or bothers is told beside", () => {
  const place = (id: string) => ({ id: `place-${id}`, voices: 1, groups: 1, insight: { id } });
  const told = { excites: [place("a")], bothers: [place("b")], insights: { totalCount: 3, nodes: [{ id: "b" }, { id: "c" }, { id: "a" }] } };
  assert.deepEqual(findRest(told as never).map(({ id }) => id), ["c"]);
});

test("moments of one day are told by their times", () => {
  const at = (text: string) => Date.parse(text);
  assert.equal(isOneDay([at("2026-11-29T00:00Z"), at("2026-11-29T23:59Z")]), true);
  assert.equal(isOneDay([at("2026-11-29T23:59Z"), at("2026-11-30T00:00Z")]), false);
  assert.equal(isOneDay([]), false);
});

test("votes that are nobody's are told as such, one or many", () => {
  assert.equal(say.tallied("Fider", 1), "Fider counted 1 vote without saying whose; it is nobody's voice and enters no score.");
  assert.equal(say.tallied("Fider", 1200), "Fider counted 1,200 votes without saying whose; they are nobody's voice and enter no score.");
});

test("a group that backs nothing with an effort is not said to be left out", () => {
  const groups = [{ id: "a", coverage: 0, servable: true }, { id: "b", coverage: 0, servable: false }, { id: "c", coverage: null, servable: null }];
  const { servable, unpriced } = partGroups(groups);
  assert.deepEqual([servable.map(({ id }) => id), unpriced.map(({ id }) => id)], [["a"], ["b"]]);
});

test("what is alike lies side by side", () => {
  const grid = [[1, 1, 0], [0, 0, 1], [0.9, 1, 0.1], [null, null, null]];
  assert.deepEqual(arrangeAlike(grid).slice(0, 2).sort(), [0, 2]);
  assert.deepEqual(arrangeAlike([]), []);
  assert.equal(distance([null], [1]), 0.25);
  assert.deepEqual(transpose([[1, 2], [3, 4]]), [[1, 3], [2, 4]]);
  assert.deepEqual(layOut([]), { columns: [], rows: [] });
});

for (const [told, heard] of [["was not heard", 0], ["is too small to be told of", null]] as const) {
  test(`a group that ${told} is not known to be like another`, () => {
    const backing = (name: string, support: number, heard: number | null) => ({ name, support, heard, group: { id: name } });
    const breakdown = [backing("Sales", 0.5, heard), backing("Finance", 0.5, 9), backing("Design", 0.9, 9)];
    const { columns } = layOut([{ alignment: { breakdown } }] as never);
    assert.deepEqual(columns.map(({ name }) => name), ["Design", "Finance", "Sales"]);
  });
}

test("a cell leans to one side as far as support does", () => {
  assert.deepEqual(toneOf(0, 1), { "--hue": "var(--cell-objecting)", "--force": "100%", "--sure": "1.00" });
  assert.deepEqual(toneOf(0.5, 0.5), { "--hue": "var(--cell-backing)", "--force": "0%", "--sure": "0.50" });
});

test("pairs are listed once, the most alike first, without those that cannot be compared", () => {
  const groups = ["a", "b", "c"].map((id) => ({ id, key: id, name: id, kind: "TEAM" as const }));
  const alignments = [[1, 0.2, null], [0.2, 1, 0.9], [null, 0.9, 1]];
  const rows = groups.map((group, at) => ({ id: group.id, group, alignments: alignments[at] ?? [] }));
  const pairs = pairsOf({ id: "m", concordance: null, groups, rows });
  assert.deepEqual(pairs.map(({ one, other, alike }) => [one.id, other.id, alike]), [["b", "c", 0.9], ["a", "b", 0.2]]);
});

test("mean support is the score before it was marked down", () => {
  assert.equal(meanOf({ score: 45, evenness: 0.9 }), 50);
  assert.equal(meanOf({ score: 0, evenness: 0 }), 0);
});

test("no text runs as a formula in what is saved", () => {
  assert.equal(writeCsv([["=1+1", 'a"b', "c,d", 3]]), `'=1+1,"a""b","c,d",3\r\n`);
});

test("values stand where a text names them", () => {
  assert.equal(fill("{a} of {b} {c}", { a: 1, b: "x" }), "1 of x {c}");
});

test("a value keeps its own direction on a page that runs from right to left", () => {
  Object.assign(globalThis, { document: { documentElement: { dir: "rtl" } } });
  try {
    assert.equal(fill("{group}:", { group: "Sales" }), "\u2068Sales\u2069:");
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});

test("each count in a text has its own form", () => {
  assert.equal(say.behindIt(1, 1), "1 voice stands behind it, from 1 group");
  assert.equal(say.behindIt(1200, 1), "1,200 voices stand behind it, from 1 group");
  assert.equal(say.dots(1, 0, 2), "1 group backs it, 0 object, 2 were heard");
  assert.equal(say.dots(2, 1, 1), "2 groups back it, 1 objects, 1 was heard");
  assert.equal(say.buys(1, 0.5), "1 feature for 0.5 person-weeks");
  assert.equal(say.buys(2, 1), "2 features for 1 person-week");
});

test("a few of the silent stand for all", () => {
  const people = ["Ada", "Grace", "Emmy", "Lise"].map((name) => ({ id: name, name }));
  const told = tellGain({ shrinkage: 3, silent: 18, accounts: [], people });
  assert.equal(told, "narrows the interval by 3.0 points · 18 have not spoken · for example Ada, Grace, Emmy");
});

test("whoever weighs nothing was heard all the same", () => {
  assert.equal(tellUnscored(1, true), "heard, but no voice has weight yet");
  assert.equal(tellUnscored(0, true), "nobody was heard yet");
  assert.equal(tellUnscored(0, false), "no score yet");
});

test("a conversation narrows the interval by points, as the score is told", () => {
  const person = (name: string) => ({ id: name, name });
  const told = tellGain({ shrinkage: 8.2, silent: 2, accounts: [person("Ada Hall")], people: [person("Grace")] });
  assert.equal(told, "narrows the interval by 8.2 points · 2 have not spoken · for example Ada Hall, Grace");
  assert.equal(tellGain({ shrinkage: 0.96, silent: null, accounts: [], people: [] }), "narrows the interval by 1.0 points");
});

test("the curve of what people would pay falls from all, as bands tell it", () => {
  const bands = [{ lowest: "10.00", share: 1 }, { lowest: "20.00", share: 0.5 }];
  assert.deepEqual(curveOf(bands), [[0, 1], [10, 1], [20, 0.5]]);
  assert.deepEqual(curveOf([{ lowest: "0.00", share: 1 }]), [[0, 1]]);
});

test("a name lies where there is room beside its spot, or nowhere", () => {
  const within = { x: 0, y: 0, width: 100, height: 100 };
  const size = { width: 40, height: 10 };
  const spot = { x: 20, y: 40, width: 20, height: 20 };
  const place = (taken: typeof spot[]) => findRoom(spot, size, { within, taken });
  assert.deepEqual(place([spot]), { side: "right", box: { x: 44, y: 45, ...size } });
  assert.deepEqual(place([spot, { x: 50, y: 40, width: 9, height: 9 }]), { side: "top", box: { x: 10, y: 26, ...size } });
  assert.deepEqual(place([spot, { x: 0, y: 0, width: 60, height: 50 }]), { side: "bottom", box: { x: 10, y: 64, ...size } });
  assert.equal(place([within]), undefined);
  assert.equal(meet(spot, { ...spot, x: 40 }), false);
});
