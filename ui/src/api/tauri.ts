/**
 * The way to the core from the branch's window: one Tauri command, one event.
 */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { asApiError } from "./error";
import type { Tag } from "./generated/commands";
import type { Notice, Transport } from "./transport";

const listeners = new Set<(notice: Notice) => void>();

export const tauri: Transport = {
  async call(name, input, approval) {
    try {
      return await invoke("call", { name, input, approval: approval ?? null });
    } catch (thrown) {
      // The window was locked from elsewhere: head office took the right to sign in away.
      if (asApiError(thrown).code === "login_needed") {
        for (const tell of listeners) tell({ kind: "signed_out" });
      }
      throw thrown;
    }
  },
  save(name, _media, bytes) {
    return invoke<string>("save_file", { name, bytes: Array.from(bytes) });
  },
  on(tell) {
    const stop = listen<{ tags: Tag[] }>("touched", (event) => {
      tell({ kind: "touched", tags: event.payload.tags });
    });
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
      void stop.then((unlisten) => unlisten());
    };
  },
};
