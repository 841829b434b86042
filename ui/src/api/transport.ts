/**
 * The way to the core: one call, one stream of touched tags, and whether the link is up.
 *
 * `tauri.ts` and `http.ts` implement it; each entry installs one. Owns nothing else.
 */
import type { ApprovalInput } from "./generated/ApprovalInput";
import type { Tag } from "./generated/commands";

/** Something the core tells without being asked. */
export type Notice =
  /** Answers with these tags are out of date. */
  | { kind: "touched"; tags: readonly Tag[] }
  /** The stream of notices is up again (anything may have changed) or down. */
  | { kind: "link"; up: boolean }
  /** The session is over. */
  | { kind: "signed_out" };

export interface Transport {
  /**
   * Sends one command, with a manager's word if there is one; rejects with an `ApiError` or a
   * `Refused`.
   */
  call(name: string, input: unknown, approval?: ApprovalInput): Promise<unknown>;
  /** Keeps a file where the person finds it, and tells under which name or folder. */
  save(name: string, media: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Listens to notices until the returned function is called. */
  on(tell: (notice: Notice) => void): () => void;
}
