/**
 * The branch's rooms: the till first, then the desk.
 */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  useLocation,
  useNavigate,
} from "@tanstack/react-router";
import {
  BarChart3,
  Barcode,
  Boxes,
  CalendarCheck,
  FilePen,
  FileText,
  PackagePlus,
  ScanBarcode,
  Stamp,
  TrendingUp,
} from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useNotices, useView } from "../api/cache";
import { ExchangeLight } from "../features/exchange/ExchangeLight";
import { useCounted } from "../features/documents/approvals/waiting";
import { AreaScreen } from "../features/documents/AreaScreen";
import { ApprovalDialog } from "../features/session/ApprovalDialog";
import { SeatScreen } from "../features/session/SeatScreen";
import { SeatTool } from "../features/session/SeatTool";
import { SalesScreen } from "../features/sales/SalesScreen";
import { StockScreen } from "../features/stock/StockScreen";
import { TillScreen } from "../features/till/TillScreen";
import { GoProvider } from "../shell/place";
import { Shell, type Work } from "../shell/Shell";
import { Broken, commonRoutes, useGoing } from "./common";

const WORKS: readonly Work[] = [
  { path: "/till", label: "nav.till", icon: ScanBarcode, keys: "Ctrl+1" },
  { path: "/stock", label: "nav.stock", icon: Boxes, keys: "Ctrl+2" },
  { path: "/sales", label: "nav.sales", icon: TrendingUp, keys: "Ctrl+3" },
  { path: "/purchasing", label: "nav.purchasing", icon: PackagePlus, keys: "Ctrl+4" },
  { path: "/documents", label: "nav.documents", icon: FileText, keys: "Ctrl+5" },
  { path: "/reports", label: "nav.reports", icon: BarChart3, keys: "Ctrl+6" },
  { path: "/write", label: "nav.write", icon: FilePen, keys: "Ctrl+7" },
  { path: "/close", label: "nav.close", icon: CalendarCheck, keys: "Ctrl+8" },
  { path: "/serials", label: "nav.serials", icon: Barcode, keys: "Ctrl+9" },
  { path: "/approvals", label: "nav.approvals", icon: Stamp, keys: "Ctrl+0" },
];

const Purchasing = () => <AreaScreen area="purchasing" />;

/** The window is locked or somebody sits: everything else is behind this. */
function Gate() {
  const client = useQueryClient();
  const node = useView("node_status", {});
  const leave = useCallback(() => void client.resetQueries(), [client]);
  useNotices("till_view", leave);
  if (node.data?.seat === "locked") return <SeatScreen shop={node.data.name} />;
  // Until the core has answered nobody knows who sits; a core that fails says so in the screens.
  if (node.data === undefined && node.error === null) return null;
  return <Frame />;
}

function Frame() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const go = useGoing();
  const works = useCounted(WORKS);
  return (
    <GoProvider value={go}>
      <Shell
        works={works}
        path={pathname}
        onGo={(path) => void navigate({ to: path } as never)}
        light={
          <>
            <ExchangeLight />
            <SeatTool />
          </>
        }
        helpScopes={[
          "till",
          "pay",
          "search",
          "edit",
          "serial",
          "paid",
          "parked",
          "return",
          "desk",
          "draft",
          "close",
          "approval",
          "app",
          "seat",
        ]}
        density={pathname.startsWith("/till") ? "till" : "desk"}
      >
        <Outlet />
        <ApprovalDialog />
      </Shell>
    </GoProvider>
  );
}

const root = createRootRoute({ component: Gate });
const getParentRoute = () => root;
const toTill = () => {
  throw redirect({ to: "/till" } as never);
};

/** The router of the branch's window. */
export const branchRouter = createRouter({
  history: createHashHistory(),
  routeTree: root.addChildren([
    createRoute({ getParentRoute, path: "/", beforeLoad: toTill }),
    createRoute({ getParentRoute, path: "/till", component: TillScreen }),
    createRoute({ getParentRoute, path: "/stock", component: StockScreen }),
    createRoute({ getParentRoute, path: "/sales", component: SalesScreen }),
    createRoute({ getParentRoute, path: "/purchasing", component: Purchasing }),
    ...commonRoutes(root, { hq: false, useBranches: () => undefined }),
  ]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: () => <TillScreen />,
});
