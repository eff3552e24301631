// The address is the state of the page: what is looked at, under which filters, can be sent to anybody.
import { createContext } from "preact";
import type { ComponentChildren, JSX } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";

export const VIEWS = ["ranking", "map", "heatmap", "teams", "roadmap", "conversations"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Route {
  product: string | null;
  view: ViewName | "feature" | "missing";
  feature: string | null;
  search: URLSearchParams;
}

// Reads a PATH such as /products/cadenza/features/conflict-radar.
export function readRoute(path: string, search: string): Route {
  const [root, product, view, feature] = path.split("/").slice(1).map(decodeURIComponent);
  const found = { product: product ?? null, feature: null, search: new URLSearchParams(search) };
  if (!root) return { ...found, product: null, view: "ranking" };
  if (root !== "products" || !product) return { ...found, product: null, view: "missing" };
  if (!view) return { ...found, view: "ranking" };
  if (view === "features" && feature) return { ...found, view: "feature", feature };
  const known = VIEWS.find((name) => name === view);
  return { ...found, view: known ?? "missing" };
}

export function addressOf(product: string, view: ViewName, search = ""): string {
  const base = `/products/${encodeURIComponent(product)}`;
  return (view === "ranking" ? base : `${base}/${view}`) + (search ? `?${search}` : "");
}

export function featureAddress(product: string, feature: string): string {
  return `/products/${encodeURIComponent(product)}/features/${encodeURIComponent(feature)}`;
}

interface Going {
  route: Route;
  go: (address: string, options?: { replace?: boolean }) => void;
}

const RouteContext = createContext<Going | null>(null);

export function useRoute(): Going {
  const going = useContext(RouteContext);
  if (going === null) throw new Error("there is no router around this");
  return going;
}

const here = () => location.pathname + location.search;

export function Router({ children }: { children: ComponentChildren }) {
  const [address, setAddress] = useState(here);
  useEffect(() => {
    const follow = () => setAddress(here());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  useEffect(() => {
    // The form that changes the language comes back to where its reader is by then.
    const back = document.querySelector<HTMLInputElement>(".languages [name=next]");
    if (back) back.value = address;
  }, [address]);
  const going = useMemo<Going>(() => {
    const { pathname, search } = new URL(address, location.origin);
    return {
      route: readRoute(pathname, search),
      go(next, { replace = false } = {}) {
        if (next === here()) return;
        history[replace ? "replaceState" : "pushState"](null, "", next);
        setAddress(next);
        if (!replace) scrollTo(0, 0);
      },
    };
  }, [address]);
  return <RouteContext.Provider value={going}>{children}</RouteContext.Provider>;
}

// A link that changes the page without loading it anew; everything else a link can do, it does.
export function Link({ href, children, ...rest }: JSX.IntrinsicElements["a"] & { href: string }) {
  const { go } = useRoute();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
