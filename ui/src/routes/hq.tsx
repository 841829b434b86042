/**
 * Head office's rooms, behind a session.
 */
import { useQueryClient } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useLocation,
  useNavigate,
} from "@tanstack/react-router";
import {
  BarChart3,
  Barcode,
  Boxes,
  CalendarCheck,
  ClipboardList,
  FilePen,
  FileText,
  LogOut,
  PauseCircle,
  ScrollText,
  Stamp,
  Store,
  Tag,
  TrendingUp,
  LayoutDashboard,
  Users,
} from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useLinkDown, useNotices, useView } from "../api/cache";
import { openEvents, signOut } from "../api/http";
import type { NodeView } from "../api/generated/NodeView";
import { Button } from "../components/Button";
import { Failure, Mark, Waiting } from "../components/States";
import { useCounted } from "../features/documents/approvals/waiting";
import { AuditScreen } from "../features/audit/AuditScreen";
import { BranchesScreen } from "../features/branches/BranchesScreen";
import { SalesByBranchScreen } from "../features/company/SalesByBranchScreen";
import { HeldScreen } from "../features/held/HeldScreen";
import { OverviewScreen } from "../features/overview/OverviewScreen";
import { PromotionsScreen } from "../features/prices/PromotionsScreen";
import { OperatorsScreen } from "../features/operators/OperatorsScreen";
import { RequisitionScreen } from "../features/requisitions/RequisitionScreen";
import { LoginScreen } from "../features/session/LoginScreen";
import { StockScreen } from "../features/stock/StockScreen";
import { useWords } from "../i18n";
import { useClock } from "../i18n/time";
import { asApiError } from "../api/error";
import { GoProvider } from "../shell/place";
import { Shell, type Work } from "../shell/Shell";
import { Broken, commonRoutes, useAskedBranch, useGoing } from "./common";

// A browser keeps Ctrl+1…9 for its tabs, so these have no keys.
const WORKS: readonly Work[] = [
  { path: "/overview", label: "nav.overview", icon: LayoutDashboard },
  { path: "/stock", label: "nav.merged_stock", icon: Boxes },
  { path: "/serials", label: "nav.serials", icon: Barcode },
  { path: "/sales", label: "nav.sales_by_branch", icon: TrendingUp },
  { path: "/branches", label: "nav.branches", icon: Store },
  { path: "/promotions", label: "nav.promotions", icon: Tag },
  { path: "/write", label: "nav.write", icon: FilePen },
  { path: "/requisitions", label: "nav.requisitions", icon: ClipboardList },
  { path: "/approvals", label: "nav.approvals", icon: Stamp },
  { path: "/documents", label: "nav.documents", icon: FileText },
  { path: "/reports", label: "nav.reports", icon: BarChart3 },
  { path: "/close", label: "nav.close", icon: CalendarCheck },
  { path: "/held", label: "nav.held", icon: PauseCircle },
  { path: "/operators", label: "nav.operators", icon: Users },
  { path: "/audit", label: "nav.audit", icon: ScrollText },
];

/** Signed in or not: everything else is behind this. */
function Gate() {
  const client = useQueryClient();
  const [out, setOut] = useState(false);
  const node = useView("node_status", {}, { enabled: !out });
  const leave = useCallback(() => {
    setOut(true);
    // Nothing of the last session may be seen by the next one.
    client.clear();
  }, [client]);
  useNotices(undefined, leave);
  const enter = (view: NodeView) => {
    client.setQueryData(["node_status", {}], view);
    setOut(false);
  };
  if (out) return <LoginScreen onSignedIn={enter} />;
  if (node.data !== undefined) return <Frame />;
  if (node.error === null) return <Waiting />;
  if (asApiError(node.error).code.startsWith("login_")) return <LoginScreen onSignedIn={enter} />;
  return <Failure error={node.error} onRetry={() => void node.refetch()} />;
}

function Frame() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const go = useGoing();
  const works = useCounted(WORKS);
  useEffect(openEvents, []);
  return (
    <GoProvider value={go}>
      <Shell
        wide
        works={works}
        path={pathname === "/" ? "/overview" : pathname}
        onGo={(path) => void navigate({ to: path } as never)}
        light={<LinkLight />}
        helpScopes={["desk", "draft", "close", "approval", "app"]}
        hasKey={(binding) =>
          ["draft", "close", "approval"].includes(binding.scope) ||
          ["search", "new", "help"].includes(binding.action)
        }
        density="desk"
      >
        <Outlet />
      </Shell>
    </GoProvider>
  );
}

/** Whether what is on the screen is live, and the way out. */
function LinkLight() {
  const say = useWords();
  const clock = useClock();
  const since = useLinkDown();
  return (
    <>
      <span data-testid="link" data-state={since === null ? "live" : "down"}>
        {since === null ? (
          <Mark tone="good">{say("link.live")}</Mark>
        ) : (
          <Mark tone="caution">{say("link.down", { time: clock(since) })}</Mark>
        )}
      </span>
      <Button look="quiet" onPress={() => void signOut()} testid="sign-out">
        <LogOut size={16} aria-hidden />
        {say("login.out")}
      </Button>
    </>
  );
}

function useBranches(): readonly { code: string; name: string }[] {
  return useView("branch_list", {}).data ?? [];
}

function MergedStock() {
  const go = useGoing();
  return (
    <StockScreen
      branches={useBranches()}
      branch={useAskedBranch()}
      onBranch={(branch) => go(branch === null ? { to: "stock" } : { to: "stock", branch })}
    />
  );
}

const root = createRootRoute({ component: Gate });
const getParentRoute = () => root;

/** The router of the console. */
export const hqRouter = createRouter({
  history: createHashHistory(),
  routeTree: root.addChildren([
    createRoute({ getParentRoute, path: "/", component: OverviewScreen }),
    createRoute({ getParentRoute, path: "/overview", component: OverviewScreen }),
    createRoute({ getParentRoute, path: "/stock", component: MergedStock }),
    createRoute({ getParentRoute, path: "/sales", component: SalesByBranchScreen }),
    createRoute({ getParentRoute, path: "/branches", component: BranchesScreen }),
    createRoute({ getParentRoute, path: "/promotions", component: PromotionsScreen }),
    createRoute({ getParentRoute, path: "/requisitions", component: RequisitionScreen }),
    createRoute({ getParentRoute, path: "/held", component: HeldScreen }),
    createRoute({ getParentRoute, path: "/operators", component: OperatorsScreen }),
    createRoute({ getParentRoute, path: "/audit", component: AuditScreen }),
    ...commonRoutes(root, { hq: true, useBranches }),
  ]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: () => <OverviewScreen />,
});
