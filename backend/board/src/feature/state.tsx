// The form by which a preference is stated, one's own or on somebody's behalf.
import { useEffect, useRef, useState } from "preact/hooks";
import { asFailure, useAsked } from "../asking.ts";
import { tell } from "../client.ts";
import { PeopleDocument, StateDocument, type Importance, type Stance } from "../generated/graphql.ts";
import { useMay, useShell } from "../shell.ts";
import type { PageFeature } from "../views/feature.tsx";
import { say } from "../words.ts";

const STANCES: Stance[] = ["STRONGLY_OPPOSE", "OPPOSE", "NEUTRAL", "SUPPORT", "STRONGLY_SUPPORT"];
const IMPORTANCES: Importance[] = ["NICE_TO_HAVE", "IMPORTANT", "CRITICAL"];

interface Person {
  id: string;
  name: string;
}

export function StatePanel({ feature, stated }: { feature: PageFeature; stated: () => void }) {
  const { viewer } = useShell();
  const mayState = useMay("WRITE_PREFERENCES");
  const own = viewer.stakeholderId ? { id: viewer.stakeholderId, name: viewer.name } : null;
  return (
    <section class="panel" id="state">
      <h2>{own ? say.stateYours() : say.state()}</h2>
      {mayState ? <Form feature={feature} own={own} stated={stated} /> : <p class="faint">{say.mayNotState()}</p>}
    </section>
  );
}

function Form({ feature, own, stated }: { feature: PageFeature; own: Person | null; stated: () => void }) {
  const { product } = useShell();
  const [person, setPerson] = useState<Person | null>(own);
  const [told, setTold] = useState("");
  const [isSending, setSending] = useState(false);
  const key = useRef(crypto.randomUUID());
  async function send(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    if (!person) return;
    setSending(true);
    const input = {
      stakeholder: person.id,
      feature: feature.id,
      stance: text("stance") as Stance,
      importance: text("importance") as Importance,
      // What is left empty stays as it was.
      ...(text("reason") ? { reason: text("reason") } : {}),
      ...(text("payment") ? { willingnessToPay: text("payment").replace(",", ".") } : {}),
    };
    try {
      const { data } = await tell(StateDocument, { input }, key.current);
      const { errors, outcome } = data.statePreference;
      setTold(errors.length > 0 ? errors.map(({ message }) => message).join(" ") : outcome === "UNCHANGED" ? say.statedAlready() : say.stated());
      key.current = crypto.randomUUID();
      if (errors.length === 0) stated();
    } catch (error) {
      const failure = asFailure(error); // the key stays: sent again, it is done once
      setTold(failure.code === "OFFLINE" ? say.offline() : failure.message || say.failed());
    } finally {
      setSending(false);
    }
  }
  return (
    <form class="stating" onSubmit={send}>
      <Who person={person} choose={setPerson} own={own} />
      <fieldset>
        <legend>{say.stance()}</legend>
        {STANCES.map((stance) => (
          <label key={stance}>
            <input type="radio" name="stance" value={stance} required /> {say[stance]()}
          </label>
        ))}
      </fieldset>
      <label>
        {say.importance()}
        <select name="importance" defaultValue="IMPORTANT">
          {IMPORTANCES.map((importance) => (
            <option key={importance} value={importance}>{say[importance]()}</option>
          ))}
        </select>
      </label>
      <label>
        {say.wouldPayAMonth(product.currency)}
        <input name="payment" inputMode="decimal" pattern="[0-9]+([.,][0-9]{1,2})?" />
      </label>
      <label>
        {say.reason()}
        <textarea name="reason" rows={3} maxLength={20_000} />
      </label>
      <button disabled={!person || isSending}>{say.send()}</button>
      <p role="status">{told}</p>
    </form>
  );
}

const PAUSE = 250;

function Who({ person, choose, own }: { person: Person | null; choose: (person: Person | null) => void; own: Person | null }) {
  const mayRead = useMay("READ_PEOPLE");
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    const pause = setTimeout(() => setSearch(typed.trim()), PAUSE);
    return () => clearTimeout(pause);
  }, [typed]);
  if (person) {
    return (
      <p>
        {say.who()}: <b>{person.name}</b>{" "}
        {mayRead && (
          <button type="button" class="quiet" onClick={() => choose(null)} aria-label={`${say.who()}: ${person.name}`}>
            ×
          </button>
        )}
      </p>
    );
  }
  return (
    <div>
      <label>
        {say.who()}
        <input type="search" placeholder={say.whoHint()} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      {own && (
        <button type="button" class="quiet" onClick={() => choose(own)}>
          {own.name}
        </button>
      )}
      {search && <Found search={search} choose={choose} />}
    </div>
  );
}

function Found({ search, choose }: { search: string; choose: (person: Person) => void }) {
  const { data } = useAsked(PeopleDocument, { search });
  const people = data?.stakeholders.nodes ?? [];
  if (data && people.length === 0) return <p class="faint">{say.nobodyFound()}</p>;
  return (
    <ul class="plain found">
      {people.map((each) => (
        <li key={each.id}>
          <button type="button" class="quiet" onClick={() => choose(each)}>
            {each.name} <span class="faint">{each.team?.name ?? each.account?.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
