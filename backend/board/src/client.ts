// Asks the API: queries by GET, so that browsers keep answers and ask only whether they still hold;
// mutations by POST. Documents go by their ids: what they say is in the manifest that Tutti knows.
import type { TypedDocumentString } from "./generated/graphql.ts";

export interface Problem {
  code: string;
  message: string;
  scope?: string | undefined;
}

export interface Answer<Result> {
  data: Result;
  // What was left empty, for want of a right: one for each field.
  withheld: Problem[];
}

const WITHHELD = new Set(["FORBIDDEN", "UNAUTHENTICATED"]);
const ACCEPT = "application/graphql-response+json, application/json";

// Says why nothing was answered; `code` is the API's, or OFFLINE, or BROKEN for what is no answer.
export class AskingError extends Error {
  readonly code: string;
  readonly retryAfter: number;

  constructor(code: string, message: string, retryAfter = 0) {
    super(message);
    this.name = "AskingError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const place = { endpoint: "/graphql", streams: "", language: "en" };

export function idOf(document: TypedDocumentString<unknown, never>): string {
  return (document as unknown as { __meta__: { hash: string } }).__meta__.hash;
}

interface Told<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string; scope?: string } }[];
}

function problemsOf(told: Told<unknown>): Problem[] {
  return (told.errors ?? []).map(({ message, extensions }) => ({
    code: extensions?.code ?? "BROKEN",
    message,
    scope: extensions?.scope,
  }));
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new AskingError("OFFLINE", (error as Error).message);
  }
}

async function read<Result>(response: Response): Promise<Answer<Result>> {
  const told = (await response.json().catch(() => null)) as Told<Result> | null;
  if (told === null) throw new AskingError("BROKEN", `${response.status} ${response.statusText}`);
  const problems = problemsOf(told);
  const grave = problems.find(({ code }) => !WITHHELD.has(code)) ?? problems[0];
  if (told.data == null || problems.some(({ code }) => !WITHHELD.has(code))) {
    const wait = Number(response.headers.get("Retry-After") ?? 0);
    throw new AskingError(grave?.code ?? "BROKEN", grave?.message ?? "", wait);
  }
  return { data: told.data, withheld: problems };
}

// Asks DOCUMENT with VARIABLES.
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer<Result>> {
  const parameters = new URLSearchParams({
    documentId: idOf(document as never),
    variables: JSON.stringify(variables),
  });
  const response = await send(`${place.endpoint}?${parameters}`, {
    headers: { Accept: ACCEPT },
    credentials: "same-origin",
    signal: signal ?? null,
  });
  return read(response);
}

// Has DOCUMENT done once, however often a lost answer makes it be sent.
export async function tell<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  key: string,
): Promise<Answer<Result>> {
  const response = await send(place.endpoint, {
    method: "POST",
    headers: { Accept: ACCEPT, "Content-Type": "application/json", "Idempotency-Key": key },
    credentials: "same-origin",
    body: JSON.stringify({ documentId: idOf(document as never), variables }),
  });
  return read(response);
}
