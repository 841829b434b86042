/** Head office's console: over HTTP, in anybody's browser. */
import { RouterProvider } from "@tanstack/react-router";
import { http } from "./api/http";
import { hqRouter } from "./routes/hq";
import { start } from "./start";

start(http, <RouterProvider router={hqRouter} />, { ownKeys: false });
