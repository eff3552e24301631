// Whom to ask next: the conversations that would settle most, ticked off as they are recorded.
import { useRef, useState } from "preact/hooks";
import { asFailure, useAsked } from "../asking.ts";
import { tell } from "../client.ts";
import { writeFine } from "../format.ts";
import { ConversationsDocument, RecordConversationDocument, type ConversationsQuery, type OutreachResult } from "../generated/graphql.ts";
import { featureAddress, Link } from "../router.tsx";
import { useMay, useShell } from "../shell.ts";
import { Failure, Note, Skeleton } from "../states.tsx";
import { useTitle } from "../title.ts";
import { say } from "../words.ts";

type Conversation = NonNullable<ConversationsQuery["product"]>["conversations"][number];

const MOST = 20; // the most that the API gives
const NAMED = 3; // of those who are silent: an example, no list
const RESULTS: OutreachResult[] = ["OPEN", "WON", "CONDITIONAL", "REFUSED"];

export function Conversations() {
  const { product } = useShell();
  const { data, error, again } = useAsked(ConversationsDocument, { product: product.key, first: MOST });
  useTitle(say.conversations());
  if (error && !data) return <Failure error={error} again={again} />;
  if (!data) return <Skeleton />;
  const found = data.product?.conversations ?? [];
  return (
    <>
      <div class="title">
        <h1>{say.conversationsTitle()}</h1>
        <p class="faint">{say.conversationsHint()}</p>
      </div>
      {found.length === 0 ? (
        <Note title={say.nothingToAsk()} why={say.nothingToAskWhy()} />
      ) : (
        <ol class="conversations">
          {found.map((each) => (
            <Asking key={each.id} conversation={each} />
          ))}
        </ol>
      )}
    </>
  );
}

// Tells by how many points of the score a conversation would narrow its interval, and who is silent.
export function tellGain({ shrinkage, silent, accounts, people }: Pick<Conversation, "shrinkage" | "silent" | "accounts" | "people">): string {
  const told = [say.narrows(writeFine(shrinkage))];
  if (silent != null) told.push(say.silent(silent));
  const names = [...accounts, ...people].slice(0, NAMED).map(({ name }) => name);
  if (names.length > 0) told.push(say.askOne(names.join(", ")));
  return told.join(" · ");
}

function Asking({ conversation }: { conversation: Conversation }) {
  const { product } = useShell();
  const mayNote = useMay("WRITE_CATALOGUE");
  const [isOpen, setOpen] = useState(false);
  const [isRecorded, setRecorded] = useState(false);
  const { feature, group } = conversation;
  return (
    <li class={isRecorded ? "recorded" : ""}>
      <div>
        <Link href={featureAddress(product.key, feature.key)}>{say.askAbout(group.name, feature.name)}</Link>
        <p class="faint small">{tellGain(conversation)}</p>
      </div>
      {isRecorded ? (
        <span class="badge calm">{say.recorded()}</span>
      ) : (
        mayNote && (
          <button type="button" class="quiet" aria-expanded={isOpen} aria-label={say.recordIt(group.name, feature.name)} onClick={() => setOpen(!isOpen)}>
            {say.record()}
          </button>
        )
      )}
      {isOpen && !isRecorded && <Recording conversation={conversation} done={() => setRecorded(true)} />}
    </li>
  );
}

function Recording({ conversation, done }: { conversation: Conversation; done: () => void }) {
  const key = useRef(crypto.randomUUID());
  const [fault, setFault] = useState("");
  async function send(event: SubmitEvent) {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const input = {
      feature: conversation.feature.id,
      group: conversation.group.id,
      result: given.get("result") as OutreachResult,
      outcome: String(given.get("outcome") ?? ""),
    };
    try {
      const { data } = await tell(RecordConversationDocument, { input }, key.current);
      const { errors } = data.recordOutreach;
      if (errors.length === 0) done();
      else setFault(errors.map(({ message }) => message).join(" "));
      key.current = crypto.randomUUID();
    } catch (error) {
      setFault(asFailure(error).message || say.failed());
    }
  }
  return (
    <form class="filters" onSubmit={send}>
      <label class="wide">
        {say.outcome()}
        <input name="outcome" maxLength={2_000} />
      </label>
      <label>
        {say.leftThem()}
        <select name="result">
          {RESULTS.map((result) => (
            <option key={result} value={result}>{say[result]()}</option>
          ))}
        </select>
      </label>
      <button>{say.recordNow()}</button>
      {fault && <p role="alert">{fault}</p>}
    </form>
  );
}
