// The filters above the ranking; each stands in the address as soon as it is set.
import { useEffect, useRef } from "preact/hooks";
import { writeNumber } from "../format.ts";
import { addressOf, Link, useRoute } from "../router.tsx";
import { useShell } from "../shell.ts";
import { useNarrow } from "../width.ts";
import { say } from "../words.ts";
import { isNarrowed, STAGES, type FilterName } from "./filters.ts";

const PAUSE = 250; // milliseconds without a letter, after which a search begins

export function Filters() {
  const { product, groups } = useShell();
  const { route, go } = useRoute();
  const { search } = route;
  const pausing = useRef(0);
  useEffect(() => () => clearTimeout(pausing.current), []);
  const set = (changed: Partial<Record<FilterName, string>>) => {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changed)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    go(addressOf(product.key, "ranking", next.toString()), { replace: true });
  };
  const type = (value: string) => {
    clearTimeout(pausing.current);
    pausing.current = setTimeout(() => set({ q: value }), PAUSE) as unknown as number;
  };
  const group = (name: FilterName, label: string) => (
    <label>
      {label}
      <select value={search.get(name) ?? ""} onChange={(event) => set({ [name]: event.currentTarget.value })}>
        <option value="">{say.anyGroup()}</option>
        {groups.map((each) => (
          <option key={each.id} value={each.key}>{each.name}</option>
        ))}
      </select>
    </label>
  );
  return (
    <details class="folds" open={!useNarrow()}>
    <summary>{say.filters()}</summary>
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="wide">
        {say.search()}
        <input key={search.has("q") ? "kept" : "none"} type="search" defaultValue={search.get("q") ?? ""} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <label>
        {say.stage()}
        <select
          value={search.get("stage") ?? (search.has("all") ? "all" : "")}
          onChange={({ currentTarget: { value } }) => set(value === "all" ? { all: "1", stage: "" } : { all: "", stage: value })}
        >
          <option value="">{say.open()}</option>
          <option value="all">{say.everyFeature()}</option>
          {STAGES.map((stage) => (
            <option key={stage} value={stage}>{say[stage]()}</option>
          ))}
        </select>
      </label>
      {group("backed", say.backedBy())}
      {group("objected", say.objectedBy())}
      {group("silent", say.notHeardBy())}
      <label>
        {say.minScore()}
        <select value={search.get("min") ?? ""} onChange={(event) => set({ min: event.currentTarget.value })}>
          {["", "25", "50", "75"].map((least) => (
            <option key={least} value={least}>{writeNumber(Number(least))}</option>
          ))}
        </select>
      </label>
      <label>
        {say.sort()}
        <select value={search.get("sort") ?? "low"} onChange={({ currentTarget: { value } }) => set({ sort: value === "low" ? "" : value })}>
          <option value="low">{say.byLow()}</option>
          <option value="score">{say.byScore()}</option>
          <option value="reach">{say.byReach()}</option>
          <option value="divided">{say.byPolarization()}</option>
          <option value="revenue">{say.byRevenue()}</option>
          <option value="name">{say.byName()}</option>
          <option value="newest">{say.byNewest()}</option>
        </select>
      </label>
      {isNarrowed(search) && (
        <Link class="button quiet" href={addressOf(product.key, "ranking")}>{say.clearFilters()}</Link>
      )}
    </form>
    </details>
  );
}
