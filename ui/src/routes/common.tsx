/**
 * Routes both rooms have: writing documents, posted documents, numbered pieces, reports, closing.
 * Built by hand, in code, on addresses after `#`,
 * so that neither the window nor the server needs to know them.
 */
import {
  createRoute,
  useNavigate,
  useParams,
  useSearch,
  type AnyRoute,
  type ErrorComponentProps,
} from "@tanstack/react-router";
import { useCallback } from "react";
import type { DocumentKey } from "../api/generated/DocumentKey";
import type { ReportInput } from "../api/generated/ReportInput";
import { Failure } from "../components/States";
import { CloseScreen } from "../features/close/CloseScreen";
import { ApprovalsScreen } from "../features/documents/approvals/ApprovalsScreen";
import { AreaScreen } from "../features/documents/AreaScreen";
import { DocumentsScreen } from "../features/documents/DocumentsScreen";
import { DraftScreen } from "../features/documents/editor/DraftScreen";
import { areaOf } from "../features/documents/kinds";
import { KindsScreen } from "../features/documents/KindsScreen";
import { ReportsScreen } from "../features/reports/ReportsScreen";
import { SerialsScreen } from "../features/serials/SerialsScreen";
import type { Place } from "../shell/place";
import { addressOf, reportOf } from "./address";

export interface Room {
  hq: boolean;
  /** The branches to choose from (HQ). */
  useBranches: () => readonly { code: string; name: string }[] | undefined;
}

/** Goes to a place by its address. */
export function useGoing(): (place: Place) => void {
  const navigate = useNavigate();
  return useCallback(
    (place) => {
      const { path, search } = addressOf(place);
      void navigate({ to: path, search } as never);
    },
    [navigate],
  );
}

/** The search part of the address. */
export function useAsked(): Record<string, unknown> {
  return useSearch({ strict: false }) as Record<string, unknown>;
}

/** The branch the address asks for. */
export function useAskedBranch(): string | null {
  const { branch } = useAsked();
  return typeof branch === "string" || typeof branch === "number" ? String(branch) : null;
}

function keyIn(params: Record<string, unknown>): DocumentKey | null {
  const stream = Number.parseInt(String(params["stream"]), 10);
  const seq = Number.parseInt(String(params["seq"]), 10);
  return Number.isSafeInteger(stream) && Number.isSafeInteger(seq) ? { stream, seq } : null;
}

/** A screen that broke. The books are the core's and are untouched; the other screens go on. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const params: [string, string][] = [
    ["what", error instanceof Error ? error.message : String(error)],
  ];
  return <Failure error={{ code: "broken_invariant", params, field: null }} onRetry={reset} />;
}

function Draft() {
  const { what } = useParams({ strict: false }) as { what?: string };
  return <DraftScreen what={what ?? ""} />;
}

/** Writing documents, posted documents and reports under `root`. */
export function commonRoutes<R extends AnyRoute>(root: R, room: Room) {
  function Documents() {
    const go = useGoing();
    const branch = useAskedBranch();
    const params = useParams({ strict: false }) as Record<string, unknown>;
    const open = keyIn(params);
    const onOpen = (document: DocumentKey | null) =>
      go(document === null ? { to: "documents" } : { to: "document", document });
    return <DocumentsScreen open={open} branch={branch} onOpen={onOpen} hq={room.hq} />;
  }
  function Report() {
    const go = useGoing();
    const { name } = useParams({ strict: false }) as { name?: string };
    const input = reportOf(name ?? "trial_balance", useAsked());
    const onInput = (next: ReportInput) => go({ to: "report", input: next });
    return <ReportsScreen input={input} onInput={onInput} branches={room.useBranches()} />;
  }
  function InArea() {
    const { area } = useParams({ strict: false }) as { area?: string };
    const known = areaOf(area);
    return known === undefined ? <KindsScreen /> : <AreaScreen area={known} hq={room.hq} />;
  }
  function Serials() {
    const { product, part } = useAsked();
    const id = Number.parseInt(String(product), 10);
    // The router reads `12` as a number; numbers of pieces are text.
    const text = typeof part === "string" || typeof part === "number" ? String(part) : "";
    return (
      <SerialsScreen
        key={`${String(product)} ${text}`}
        product={Number.isSafeInteger(id) ? id : null}
        part={text}
        branches={room.useBranches()}
      />
    );
  }
  const Close = () => <CloseScreen hq={room.hq} />;
  const Approvals = () => <ApprovalsScreen hq={room.hq} />;
  const getParentRoute = () => root;
  return [
    createRoute({ getParentRoute, path: "/close", component: Close }),
    createRoute({ getParentRoute, path: "/approvals", component: Approvals }),
    createRoute({ getParentRoute, path: "/write", component: KindsScreen }),
    createRoute({ getParentRoute, path: "/write/$area", component: InArea }),
    createRoute({ getParentRoute, path: "/write/draft/$what", component: Draft }),
    createRoute({ getParentRoute, path: "/documents", component: Documents }),
    createRoute({ getParentRoute, path: "/documents/$stream/$seq", component: Documents }),
    createRoute({ getParentRoute, path: "/serials", component: Serials }),
    createRoute({ getParentRoute, path: "/reports", component: Report }),
    createRoute({ getParentRoute, path: "/reports/$name", component: Report }),
  ];
}
