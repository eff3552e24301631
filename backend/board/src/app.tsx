// The frame of all views: whose product, which view, who looks, and in which colours.
import { lazy, Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { useAsked } from "./asking.ts";
import type { ShellQuery } from "./generated/graphql.ts";
import { ShellDocument } from "./generated/graphql.ts";
import { addressOf, Link, useRoute, VIEWS, type Route } from "./router.tsx";
import { Failure, Missing, Note, Skeleton } from "./states.tsx";
import { ShellContext } from "./shell.ts";
import { nextTheme, readTheme, setTheme, type Theme } from "./theme.ts";
import { Ranking } from "./views/ranking.tsx";
import { say } from "./words.ts";

// Fetched when they are first looked at; the ranking, which comes first, is there at once.
const FeatureMap = lazy(() => import("./views/map.tsx").then(({ FeatureMap: view }) => view));
const Heatmap = lazy(() => import("./views/heatmap.tsx").then(({ Heatmap: view }) => view));
const Teams = lazy(() => import("./views/teams.tsx").then(({ Teams: view }) => view));
const Roadmap = lazy(() => import("./views/roadmap.tsx").then(({ Roadmap: view }) => view));
const Conversations = lazy(() => import("./views/conversations.tsx").then(({ Conversations: view }) => view));
const FeaturePage = lazy(() => import("./views/feature.tsx").then(({ FeaturePage: view }) => view));

const LAST = "tutti-product"; // which product was looked at last, on this machine alone

export function App() {
  const { data, error, again } = useAsked(ShellDocument, {});
  const { route, go } = useRoute();
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const note = () => setOffline(!navigator.onLine);
    addEventListener("online", note);
    addEventListener("offline", note);
    return () => {
      removeEventListener("online", note);
      removeEventListener("offline", note);
    };
  }, []);
  useEffect(() => {
    if (data === undefined || location.pathname !== "/") return;
    const product = recall(data);
    if (product) go(addressOf(product, "ranking", location.search.slice(1)), { replace: true });
  }, [data, route]);
  useEffect(() => {
    if (route.product) localStorage.setItem(LAST, route.product);
  }, [route.product]);
  return (
    <>
      <Header shell={data} route={route} />
      {isOffline && (
        <p class="banner" role="status">
          <strong>{say.offline()}.</strong> {say.offlineWhy()}
        </p>
      )}
      <main id="content" tabIndex={-1}>
        {data ? <Body shell={data} route={route} /> : error ? <Failure error={error} again={again} /> : <Skeleton />}
      </main>
    </>
  );
}

function recall(shell: ShellQuery): string | undefined {
  const keys = shell.products.nodes.map(({ key }) => key);
  const last = localStorage.getItem(LAST);
  return keys.find((key) => key === last) ?? keys[0];
}

function Body({ shell, route }: { shell: ShellQuery; route: Route }) {
  if (shell.products.nodes.length === 0) {
    return (
      <Note title={say.noProducts()} why={say.noProductsWhy()}>
        <a class="button" href="/admin/">{say.openAdmin()}</a>
      </Note>
    );
  }
  if (route.view !== "missing" && route.product === null) return <Skeleton />;
  const product = shell.products.nodes.find(({ key }) => key === route.product);
  if (product === undefined || route.view === "missing") return <Missing product={null} />;
  return (
    <ShellContext.Provider value={{ product, groups: shell.groups.nodes, viewer: shell.viewer }}>
      <Suspense fallback={<Skeleton />}>
        <View route={route} />
      </Suspense>
    </ShellContext.Provider>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "ranking":
      return <Ranking />;
    case "map":
      return <FeatureMap />;
    case "heatmap":
      return <Heatmap />;
    case "teams":
      return <Teams />;
    case "roadmap":
      return <Roadmap />;
    case "conversations":
      return <Conversations />;
    case "feature":
      return <FeaturePage key={route.feature} />;
    default:
      return <Missing product={route.product} />;
  }
}

function Header({ shell, route }: { shell: ShellQuery | undefined; route: Route }) {
  const { go } = useRoute();
  const products = shell?.products.nodes ?? [];
  return (
    <header>
      <a class="skip" href="#content">{say.skip()}</a>
      <Link class="brand" href={route.product ? addressOf(route.product, "ranking") : "/"}>Tutti</Link>
      {products.length > 1 && (
        <label class="switch">
          <span class="unseen">{say.product()}</span>
          <select value={route.product ?? ""} onChange={(event) => go(addressOf(event.currentTarget.value, route.view === "feature" || route.view === "missing" ? "ranking" : route.view))}>
            {products.map(({ key, name }) => (
              <option key={key} value={key}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {products.length === 1 && <span class="switch">{products[0]?.name}</span>}
      {route.product && (
        <nav aria-label={say.views()}>
          {VIEWS.map((view) => (
            <Link key={view} href={addressOf(route.product ?? "", view)} aria-current={view === route.view ? "page" : undefined}>
              {say[view]()}
            </Link>
          ))}
        </nav>
      )}
      <Who shell={shell} />
    </header>
  );
}

function Who({ shell }: { shell: ShellQuery | undefined }) {
  const [theme, change] = useState<Theme>(readTheme());
  const turn = () => {
    const next = nextTheme(theme);
    setTheme(next);
    change(next);
  };
  const name = { system: say.system(), light: say.light(), dark: say.dark() }[theme];
  return (
    <div class="who">
      <button type="button" class="quiet" onClick={turn} aria-label={`${say.theme()}: ${name}`} title={`${say.theme()}: ${name}`}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
          <path d={theme === "light" ? "" : theme === "dark" ? "M8 2a6 6 0 0 1 0 12A6 6 0 0 1 8 2z" : "M8 2a6 6 0 0 1 0 12z"} fill="currentColor" />
        </svg>
      </button>
      {shell?.viewer.isAuthenticated ? (
        <a href="/accounts/">{shell.viewer.name}</a>
      ) : (
        shell && <a href={`/accounts/login/?next=${encodeURIComponent(location.pathname)}`}>{say.signIn()}</a>
      )}
    </div>
  );
}
