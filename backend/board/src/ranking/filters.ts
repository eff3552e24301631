// The filters of the ranking, as they stand in the address and as the API reads them.
import type { FeatureFilter, FeatureOrder, FeatureStage } from "../generated/graphql.ts";

export const STAGES: FeatureStage[] = [
  "CONCEPTION",
  "DISCOVERY",
  "VALIDATION",
  "DEVELOPMENT",
  "LAUNCH",
  "GROWTH",
  "MATURITY",
  "SUNSET",
  "DECLINED",
];

export const ORDERS = {
  low: "LOW_DESC",
  score: "SCORE_DESC",
  reach: "REACH_DESC",
  divided: "POLARIZATION_DESC",
  revenue: "REVENUE_DESC",
  name: "NAME_ASC",
  newest: "CREATED_AT_DESC",
} as const satisfies Record<string, FeatureOrder>;
export type Order = keyof typeof ORDERS;

export const NAMES = ["q", "stage", "all", "backed", "objected", "silent", "min", "sort"] as const;
export type FilterName = (typeof NAMES)[number];

export function readOrder(search: URLSearchParams): Order {
  const named = search.get("sort") ?? "low";
  return Object.hasOwn(ORDERS, named) ? (named as Order) : "low";
}

// Reads the filters in SEARCH; GROUPS tells ids by key, as keys are what people send each other.
export function readFilter(search: URLSearchParams, groups: { id: string; key: string }[]): FeatureFilter {
  const idOf = (name: FilterName) => groups.find(({ key }) => key === search.get(name))?.id;
  const stage = STAGES.find((each) => each === search.get("stage"));
  const least = Number(search.get("min"));
  const [backed, objected, silent] = [idOf("backed"), idOf("objected"), idOf("silent")];
  return {
    ...(search.get("q") ? { search: search.get("q") } : {}),
    ...(stage ? { stage: { exact: stage } } : search.has("all") ? {} : { open: true }),
    ...(least > 0 ? { score: { gte: least } } : {}),
    ...(backed ? { backedBy: { group: backed } } : {}),
    ...(objected ? { objectedBy: { group: objected } } : {}),
    ...(silent ? { notHeardBy: { group: silent } } : {}),
  };
}

export function isNarrowed(search: URLSearchParams): boolean {
  return NAMES.some((name) => name !== "sort" && name !== "all" && search.get(name));
}
