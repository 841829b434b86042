/**
 * The way to the core from the branch's window: one Tauri command, one event.
 */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Tag } from "./generated/commands";
import type { Transport } from "./transport";

export const tauri: Transport = {
  call: (name, input) => invoke("call", { name, input }),
  on(tell) {
    const stop = listen<{ tags: Tag[] }>("touched", (event) => {
      tell({ kind: "touched", tags: event.payload.tags });
    });
    return () => void stop.then((unlisten) => unlisten());
  },
};
