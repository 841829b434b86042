/**
 * Promotions 促销 at head office: what runs, what comes, who recorded it; and the discount limits.
 */
import { Percent, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { PromotionView } from "../../api/generated/PromotionView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { useWords, type Say } from "../../i18n";
import { useClock } from "../../i18n/time";
import { useKeys } from "../../keyboard/scope";
import { Offer, StateMark } from "./offer";
import { PolicyDialog } from "./PolicyDialog";
import { PromotionDialog } from "./PromotionDialog";

const PAGE = 200;

function buyersOf(row: PromotionView, say: Say): string {
  if (row.class !== null) return say.maybe(`partner_class.${row.class}`, row.class);
  return row.partner_id === null ? say("promotion.everyone") : row.partner;
}

function useColumns(): readonly Column<PromotionView>[] {
  const say = useWords();
  const clock = useClock();
  return useMemo(
    () => [
      {
        key: "name",
        title: say("promotion.name"),
        width: "minmax(120px, 1fr)",
        value: (row) => row.name,
      },
      {
        key: "goods",
        title: say("promotion.goods"),
        width: "minmax(180px, 2fr)",
        value: (row) => (row.code === "" ? row.goods : `${row.code} ${row.goods}`),
      },
      {
        key: "buyers",
        title: say("promotion.buyers"),
        width: "minmax(110px, 1fr)",
        value: (row) => buyersOf(row, say),
      },
      {
        key: "offer",
        title: say("promotion.offer"),
        width: "110px",
        value: () => "",
        draw: (row) => <Offer row={row} />,
      },
      { key: "from", title: say("promotion.from"), width: "104px", value: (row) => row.from },
      { key: "to", title: say("promotion.to"), width: "104px", value: (row) => row.to },
      {
        key: "recorded",
        title: say("promotion.recorded"),
        width: "180px",
        value: (row) => `${row.recorder} ${clock(row.recorded_at_ms)}`,
      },
      {
        key: "state",
        title: say("column.state"),
        width: "104px",
        value: () => "",
        draw: (row) => <StateMark state={row.state} />,
      },
    ],
    [say, clock],
  );
}

type Open = { is: "promotion"; row: PromotionView | null } | { is: "policy" };

/** The list, and the ways to change it. */
export function PromotionsScreen() {
  const say = useWords();
  const columns = useColumns();
  const [before, setBefore] = useState<number | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const view = useView("promotion_list", { before, limit: PAGE });
  const next = view.data?.next ?? null;
  const close = () => setOpen(null);
  useKeys("desk", { new: () => setOpen({ is: "promotion", row: null }) }, open === null);
  return (
    <Screen
      title={say("nav.promotions")}
      note={say("promotion.note")}
      tools={
        <>
          {before !== null && (
            <Button onPress={() => setBefore(null)}>{say("promotion.newest")}</Button>
          )}
          {next !== null && (
            <Button onPress={() => setBefore(next)}>{say("promotion.older")}</Button>
          )}
          <Button onPress={() => setOpen({ is: "policy" })} testid="policy-open">
            <Percent size={16} aria-hidden />
            {say("policy.title")}
          </Button>
          <Button
            look="accent"
            keys="F2"
            onPress={() => setOpen({ is: "promotion", row: null })}
            testid="promotion-add"
          >
            <Plus size={16} aria-hidden />
            {say("promotion.add")}
          </Button>
        </>
      }
    >
      <Loaded view={view}>
        {(page) => (
          <DataGrid
            label={say("nav.promotions")}
            columns={columns}
            rows={page.rows}
            rowKey={(row) => String(row.id)}
            onOpen={(row) => setOpen({ is: "promotion", row })}
            testid="promotion-row"
            empty={<Empty title={say("promotion.none")} hint={say("promotion.none_hint")} />}
          />
        )}
      </Loaded>
      {open?.is === "promotion" && <PromotionDialog row={open.row} onClose={close} />}
      {open?.is === "policy" && <PolicyDialog onClose={close} />}
    </Screen>
  );
}
