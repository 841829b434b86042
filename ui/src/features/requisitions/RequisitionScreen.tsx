/**
 * Requisition balance 请购平衡 at head office: what branches ask for, what head office makes of it, and
 * the one order that comes of it.
 */
import { Send } from "lucide-react";
import { useMemo, useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { PartnerHit } from "../../api/generated/PartnerHit";
import type { RequisitionRow } from "../../api/generated/RequisitionRow";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Figure } from "../../components/Figure";
import { PartnerPicker } from "../../components/PartnerPicker";
import { useProductName } from "../../components/ProductPicker";
import { Screen } from "../../components/Screen";
import { Empty, Loaded, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import { useGo } from "../../shell/place";

type Open = { is: "adjust"; row: RequisitionRow } | { is: "order" };

function useColumns(): readonly Column<RequisitionRow>[] {
  const say = useWords();
  const nameOf = useProductName();
  return useMemo(() => {
    const figure = (key: "original" | "adjustment" | "last"): Column<RequisitionRow> => ({
      key,
      title: say(`requisition.${key}`),
      width: "110px",
      value: (row) => row[key],
      draw: (row) => <Figure value={row[key]} />,
    });
    return [
      { key: "code", title: say("column.code"), width: "150px", value: (row) => row.code },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(160px, 2fr)",
        value: (row) => `${nameOf(row)} ${row.spec}`.trim(),
      },
      { key: "unit", title: say("column.unit"), width: "64px", value: (row) => row.unit },
      figure("original"),
      figure("adjustment"),
      figure("last"),
      {
        key: "branches",
        title: say("requisition.branches"),
        width: "minmax(160px, 2fr)",
        value: (row) => row.parts.map((part) => `${part.branch} ${part.quantity}`).join(", "),
      },
    ];
  }, [say, nameOf]);
}

/** What is asked for; Enter changes a row, F2 orders all. */
export function RequisitionScreen() {
  const say = useWords();
  const columns = useColumns();
  const view = useView("requisition_list", {});
  const [open, setOpen] = useState<Open | null>(null);
  const asked = view.data?.length ?? 0;
  const order = () => asked > 0 && setOpen({ is: "order" });
  useKeys("desk", { new: order }, open === null);
  return (
    <Screen
      title={say("nav.requisitions")}
      note={say("requisition.note")}
      tools={
        <Button look="accent" keys="F2" disabled={asked === 0} onPress={order} testid="order">
          <Send size={16} aria-hidden />
          {say("requisition.order")}
        </Button>
      }
    >
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("nav.requisitions")}
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.product_id)}
            onOpen={(row) => setOpen({ is: "adjust", row })}
            testid="requisition-row"
            empty={<Empty title={say("requisition.none")} hint={say("requisition.none_hint")} />}
          />
        )}
      </Loaded>
      {open?.is === "adjust" && <AdjustDialog row={open.row} onClose={() => setOpen(null)} />}
      {open?.is === "order" && <OrderDialog onClose={() => setOpen(null)} />}
    </Screen>
  );
}

function AdjustDialog({ row, onClose }: { row: RequisitionRow; onClose: () => void }) {
  const say = useWords();
  const nameOf = useProductName();
  const adjust = useAct("requisition_adjust");
  const [quantity, setQuantity] = useState(row.adjustment === "0" ? "" : row.adjustment);
  async function run(): Promise<void> {
    const kept = await adjust.run({ product_id: row.product_id, quantity });
    if (kept !== undefined) onClose();
  }
  return (
    <Dialog title={`${row.code} ${nameOf(row)}`} onClose={onClose} testid="adjust">
      <p>{say("requisition.adjust_hint", { quantity: row.original, unit: row.unit })}</p>
      <TextInput
        label={say("requisition.adjustment")}
        value={quantity}
        onChange={setQuantity}
        autoFocus
        onEnter={() => void run()}
        testid="adjust-quantity"
      />
      <Wrong error={adjust.error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button look="accent" keys="Enter" disabled={adjust.pending} onPress={() => void run()}>
          {say("requisition.keep")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

/** One order to one supplier; the document says how it is split. */
function OrderDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const go = useGo();
  const order = useAct("requisition_order");
  const [supplier, setSupplier] = useState<PartnerHit | null>(null);
  async function run(): Promise<void> {
    if (supplier === null) return;
    const posted = await order.run({ supplier_id: supplier.partner_id, products: [] });
    if (posted === undefined) return;
    onClose();
    go({ to: "document", document: posted.document });
  }
  return (
    <Dialog title={say("requisition.order")} onClose={onClose} testid="order-dialog">
      <p>{say("requisition.order_hint")}</p>
      <PartnerPicker
        label={say("requisition.supplier")}
        name={supplier?.name ?? ""}
        onTake={setSupplier}
      />
      <Wrong error={order.error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button
          look="accent"
          disabled={supplier === null || order.pending}
          onPress={() => void run()}
          testid="order-post"
        >
          {say("requisition.post")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
