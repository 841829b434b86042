/** The branch's window: over Tauri, with the keyboard to itself. */
import { RouterProvider } from "@tanstack/react-router";
import { tauri } from "./api/tauri";
import { branchRouter } from "./routes/branch";
import { start } from "./start";

start(tauri, <RouterProvider router={branchRouter} />, { ownKeys: true });
