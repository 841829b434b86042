/**
 * The one typed `call`. What a command takes and gives stands in the generated table.
 */
import { asApiError, Refused } from "./error";
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

/** Runs one command. Rejects with `Refused`. */
export async function call<C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>> {
  try {
    return (await transport().call(name, input)) as Output<C>;
  } catch (thrown) {
    throw new Refused(asApiError(thrown));
  }
}
