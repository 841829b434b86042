/**
 * The one typed `call`. What a command takes and gives stands in the generated table.
 */
import { withWord } from "./approval";
import { asApiError, Refused } from "./error";
import type { ApprovalInput } from "./generated/ApprovalInput";
import type { Commands } from "./generated/commands";
import type { Transport } from "./transport";

export type CommandName = keyof Commands;
export type Input<C extends CommandName> = Commands[C][0];
export type Output<C extends CommandName> = Commands[C][1];

let installed: Transport | undefined;

/** Chooses the way to the core; each entry does it once, first. */
export function install(transport: Transport): void {
  installed = transport;
}

/** The way to the core. */
export function transport(): Transport {
  if (installed === undefined) throw new Error("no transport is installed");
  return installed;
}

/** Runs one command. What needs a manager's word asks for it (`approval.ts`). Rejects with `Refused`. */
export async function call<C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>> {
  try {
    return (await transport().call(name, input)) as Output<C>;
  } catch (thrown) {
    const asked = asApiError(thrown);
    if (asked.code !== "approval_needed") throw new Refused(asked);
    const send = (word: ApprovalInput) => transport().call(name, input, word);
    return (await withWord(asked, send)) as Output<C>;
  }
}
