/**
 * The way to the core from a browser: `POST /rpc/:name` and the event stream `/events`.
 *
 * Every request carries `x-fenhao: 1`; a page of another origin cannot send that header unasked,
 * and the session cookie is SameSite=Strict. Owns sign-in and sign-out.
 */
import { asApiError, refusal, Refused } from "./error";
import type { Tag } from "./generated/commands";
import type { NodeView } from "./generated/NodeView";
import type { Notice, Transport } from "./transport";

const listeners = new Set<(notice: Notice) => void>();
let stream: EventSource | undefined;

function tellAll(notice: Notice): void {
  for (const tell of listeners) tell(notice);
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: { "content-type": "application/json", "x-fenhao": "1" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw refusal("link_lost");
  }
  const text = await response.text();
  const answer: unknown = text === "" ? {} : parse(text);
  if (response.ok) return answer;
  const api = asApiError(answer);
  if (response.status === 401 && api.code !== "login_wrong") tellAll({ kind: "signed_out" });
  throw new Refused(api);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("link_lost");
  }
}

function listenToEvents(): void {
  if (stream !== undefined) return;
  stream = new EventSource("/events");
  stream.addEventListener("open", () => tellAll({ kind: "link", up: true }));
  stream.addEventListener("error", () => {
    tellAll({ kind: "link", up: false });
    // A stream that the browser gave up on (a restart behind a proxy) is opened again by us.
    if (stream?.readyState === EventSource.CLOSED) {
      stopEvents();
      setTimeout(() => listeners.size > 0 && listenToEvents(), 3000);
    }
  });
  stream.addEventListener("message", (event: MessageEvent<string>) => {
    const told = parse(event.data) as { tags: Tag[] };
    tellAll({ kind: "touched", tags: told.tags });
  });
}

function stopEvents(): void {
  stream?.close();
  stream = undefined;
}

/** Hands a file to the browser, which keeps it among its downloads. */
function download(name: string, media: string, bytes: Uint8Array<ArrayBuffer>): string {
  const address = URL.createObjectURL(new Blob([bytes], { type: media }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}

export const http: Transport = {
  call: (name, input) => send("POST", `/rpc/${name}`, input),
  save: (name, media, bytes) => Promise.resolve(download(name, media, bytes)),
  on(tell) {
    listeners.add(tell);
    return () => listeners.delete(tell);
  },
};

/** Opens the stream of notices; called once somebody is signed in. */
export function openEvents(): () => void {
  listenToEvents();
  return stopEvents;
}

/** Signs in; the cookie that comes back is the session. */
export async function signIn(name: string, password: string): Promise<NodeView> {
  return (await send("POST", "/session", { name, password })) as NodeView;
}

/** Signs out. Nothing of the books is lost by it. */
export async function signOut(): Promise<void> {
  await send("DELETE", "/session");
  tellAll({ kind: "signed_out" });
}
