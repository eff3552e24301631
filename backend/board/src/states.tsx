// What stands where data is not: while it comes, when there is none, and when something went wrong.
import type { ComponentChildren } from "preact";
import type { AskingError } from "./client.ts";
import { Link } from "./router.tsx";
import { say } from "./words.ts";

export function Note({ title, why, children }: { title: string; why?: string; children?: ComponentChildren }) {
  return (
    <section class="note">
      <h2>{title}</h2>
      {why && <p>{why}</p>}
      {children && <p class="note-ways">{children}</p>}
    </section>
  );
}

export function Skeleton({ lines = 8 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{say.loading()}</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  );
}

const SIGN_IN = () => `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;

// Says what went wrong as ERROR tells, and what can be done.
export function Failure({ error, again }: { error: AskingError; again: () => void }) {
  const retry = (
    <button type="button" onClick={again}>
      {say.again()}
    </button>
  );
  if (error.code === "OFFLINE") return <Note title={say.offline()} why={say.offlineWhy()}>{retry}</Note>;
  if (error.code === "RATE_LIMITED") return <Note title={say.failed()} why={say.limited(error.retryAfter)}>{retry}</Note>;
  if (error.code === "FORBIDDEN" || error.code === "UNAUTHENTICATED") {
    return (
      <Note title={say.forbidden()} why={say.forbiddenWhy()}>
        <a class="button" href={SIGN_IN()}>{say.signIn()}</a>
      </Note>
    );
  }
  return (
    <Note title={say.failed()} why={say.failedWhy(error.code)}>
      {retry}
    </Note>
  );
}

export function Missing({ product }: { product: string | null }) {
  return (
    <Note title={say.missing()} why={say.missingWhy()}>
      <Link class="button" href={product ? `/products/${encodeURIComponent(product)}` : "/"}>
        {say.toRanking()}
      </Link>
    </Note>
  );
}
