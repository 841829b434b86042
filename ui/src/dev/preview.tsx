/** The branch's window over fixed answers: `npm run dev`, then `/dev.html`. Never built. */
import { RouterProvider } from "@tanstack/react-router";
import { branchRouter } from "../routes/branch";
import { hqRouter } from "../routes/hq";
import { start } from "../start";
import { answers, asking, covered, emptyCart, fixture } from "./fixture";
import { paper } from "./kinds";
import { tracked } from "./pieces";

const asked = new URLSearchParams(location.search);
const hq = asked.get("room") === "hq";
const carts: Record<string, unknown> = { empty: emptyCart, covered, asking };
const node = { ...(answers["node_status"] as object), role: "hq", code: "00", name: "总部" };
start(
  fixture({
    till_view: carts[asked.get("cart") ?? ""] ?? answers["till_view"],
    ...(asked.get("document") === "paper" ? { document_view: paper.document } : {}),
    ...(asked.get("draft") === "tracked" ? { draft_view: tracked, draft_save: tracked } : {}),
    ...(hq ? { node_status: node } : {}),
  }),
  <RouterProvider router={hq ? hqRouter : branchRouter} />,
  { ownKeys: true },
);
