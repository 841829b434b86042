/**
 * The editor of a draft 单据录入: head, lines, total; saved as it is typed, posted by F9.
 */
import { Trash2 } from "lucide-react";
import { useReducer, useRef, useState } from "react";
import { useAct } from "../../api/cache";
import { call } from "../../api/client";
import { refusal, type ApiError } from "../../api/error";
import type { ProductHit } from "../../api/generated/ProductHit";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { decimalOf } from "../../components/decimal";
import { EntryGrid, type EntryColumn } from "../../components/EntryGrid";
import { Money } from "../../components/Figure";
import { PartnerPicker } from "../../components/PartnerPicker";
import { ProductPicker } from "../../components/ProductPicker";
import { Screen } from "../../components/Screen";
import { Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName, tenderName } from "../../components/words";
import { useWords } from "../../i18n";
import { formatDecimal } from "../../i18n/number";
import { useScans } from "../../keyboard/scanner";
import { useKeys } from "../../keyboard/scope";
import { play } from "../../keyboard/sound";
import { useGo } from "../../shell/place";
import { changed, DRAFT_KINDS, draftInput, type Change, type Typed, type TypedLine } from "./draft";
import style from "./DraftEditor.module.css";

const TENDERS = ["cash", "bank", "wechat", "alipay"] as const;

interface Props {
  start: Typed;
  onClose: () => void;
}

/** One draft being typed. */
export function DraftEditor({ start, onClose }: Props) {
  const say = useWords();
  const go = useGo();
  const [typed, change] = useReducer(changed, start);
  const [total, setTotal] = useState("");
  const [finding, setFinding] = useState<{ at: number; text: string } | null>(null);
  const [wrong, setWrong] = useState<ApiError | null>(null);
  const save = useAct("draft_save");
  const post = useAct("draft_post");
  const discard = useAct("draft_discard");
  const lines = useRef<HTMLDivElement>(null);
  const asks = DRAFT_KINDS[typed.kind];

  /** Saves what stands there after a change; what is half typed waits for the next one. */
  async function keep(by?: Change): Promise<number | null> {
    const next = by === undefined ? typed : changed(typed, by);
    if (by !== undefined) change(by);
    const input = draftInput(next);
    if (input === null) {
      setWrong(refusal("figure_invalid").api);
      return null;
    }
    setWrong(null);
    const view = await save.run(input);
    if (view === undefined) return null;
    setTotal(view.amount);
    change({ saved: view });
    return view.id;
  }

  /** A purchase takes the supplier's last price, else the preset one. */
  async function takeProduct(at: number, product: ProductHit): Promise<void> {
    setFinding(null);
    const asked = { product_id: product.product_id, partner_id: typed.partner_id };
    const known =
      typed.kind === "CG" ? await call("purchase_price", asked).catch(() => undefined) : undefined;
    const purchase_price = known?.cost ?? product.purchase_price;
    void keep({ product: { ...product, purchase_price }, at });
    const row = typed.lines.findIndex((line) => line.at === at);
    requestAnimationFrame(() => focusQuantity(row));
  }

  function focusQuantity(row: number): void {
    const cells = lines.current?.querySelectorAll<HTMLElement>("[data-testid=draft-quantity]");
    cells?.item(row)?.focus();
  }

  async function scan(code: string): Promise<void> {
    const [hit] = await call("product_search", { text: code, limit: 1 }).catch(() => []);
    if (hit === undefined) {
      play("refused");
      setWrong({ code: "product_unknown", params: [["code", code]], field: null });
      return;
    }
    play("taken");
    const known = typed.lines.findIndex((line) => line.product_id === hit.product_id);
    if (known < 0) await takeProduct(typed.lines.at(-1)?.at ?? 1, hit);
    else focusQuantity(known);
  }

  const set = (by: Partial<Typed>) => void keep({ set: by });

  /** The dispatch that an `RS` answers, by the number on its paper. */
  async function findDispatch(): Promise<void> {
    const asked = { kinds: ["FH"], branch: null, from: null, to: null, after: null, limit: 1 };
    const number = typed.dispatch.trim();
    const page = await call("document_list", { ...asked, number }).catch(() => null);
    const found = page?.rows[0];
    if (found === undefined) setWrong(refusal("document_unknown").api);
    else set({ refers_to: found.document, dispatch: found.number });
  }

  async function postNow(): Promise<void> {
    const id = await keep();
    if (id === null) return;
    const posted = await post.run({ id });
    if (posted === undefined) return;
    onClose();
    go({ to: "document", document: posted.document });
  }

  async function discardNow(): Promise<void> {
    if (typed.id !== null && (await discard.run({ id: typed.id })) === undefined) return;
    onClose();
  }

  useScans((code) => void scan(code));
  useKeys("desk", { post: () => void postNow() }, finding === null);

  const columns = useLineColumns(
    typed,
    finding,
    setFinding,
    (at, hit) => void takeProduct(at, hit),
    (by) => void keep(by),
  );
  return (
    <Screen
      title={kindName(say, typed.kind)}
      note={say(typed.id === null ? "draft.new" : "draft.kept")}
      tools={
        <>
          <Button onPress={onClose}>{say("key.back")}</Button>
          <Button look="danger" onPress={() => void discardNow()}>
            <Trash2 size={16} aria-hidden />
            {say("draft.discard")}
          </Button>
          <Button
            look="accent"
            keys="F9"
            disabled={post.pending}
            onPress={() => void postNow()}
            testid="draft-post"
          >
            {say("key.post")}
          </Button>
        </>
      }
    >
      <div className={style["head"]}>
        {asks.partner && (
          <PartnerPicker
            label={say("draft.supplier")}
            name={typed.partner}
            onTake={(hit) => set({ partner_id: hit.partner_id, partner: hit.name })}
          />
        )}
        {asks.counterpart && (
          <TextInput
            label={say("draft.counterpart")}
            value={typed.counterpart}
            onChange={(counterpart) => change({ set: { counterpart } })}
            testid="draft-counterpart"
          />
        )}
        {asks.dispatch && (
          <TextInput
            label={say("draft.dispatch")}
            value={typed.dispatch}
            onChange={(dispatch) => change({ set: { dispatch, refers_to: null } })}
            onEnter={() => void findDispatch()}
            placeholder={say("draft.dispatch_hint")}
            testid="draft-dispatch"
          />
        )}
        <TextInput
          label={say("draft.source")}
          value={typed.source}
          onChange={(source) => change({ set: { source } })}
          testid="draft-source"
        />
        <TextInput
          label={say("column.remark")}
          value={typed.remark}
          onChange={(remark) => change({ set: { remark } })}
          testid="draft-remark"
        />
        {asks.partner && (
          <Choice
            label={say("draft.payment")}
            value={typed.tender ?? ""}
            options={[
              { value: "", text: say("draft.on_account") },
              ...TENDERS.map((each) => ({ value: each, text: tenderName(say, each) })),
            ]}
            onChange={(tender) => set({ tender: tender === "" ? null : tender })}
          />
        )}
      </div>
      {(wrong ?? save.error ?? post.error ?? discard.error) !== null && (
        <div className={style["wrong"]}>
          <Wrong error={wrong ?? save.error ?? post.error ?? discard.error} />
        </div>
      )}
      <div ref={lines} className={style["lines"]}>
        <EntryGrid
          label={say("document.lines")}
          columns={columns}
          rows={typed.lines}
          rowKey={(line) => line.at}
          onRemove={(line) => void keep({ remove: line.at })}
          testid="draft-line"
        />
      </div>
      <footer className={style["total"]}>
        <span>{say("draft.keys")}</span>
        <span>{say("report.total")}</span>
        <Money value={total} testid="draft-total" />
      </footer>
    </Screen>
  );
}

const isNoFigure = (text: string) => decimalOf(text) === null;

function useLineColumns(
  typed: Typed,
  finding: { at: number; text: string } | null,
  setFinding: (finding: { at: number; text: string } | null) => void,
  takeProduct: (at: number, product: ProductHit) => void,
  keep: (by: Change) => void,
): readonly EntryColumn<TypedLine>[] {
  const say = useWords();
  const columns: EntryColumn<TypedLine>[] = [
    {
      key: "code",
      title: say("column.code"),
      width: "150px",
      value: (line) => line.code,
      typed: {
        text: (line) => line.code,
        commit: () => undefined,
        onText: (line, text) => {
          if (text === null) setFinding(null);
          else setFinding({ at: line.at, text });
        },
        holds: (line) => finding?.at === line.at,
        testid: "draft-product",
      },
      below: (line) =>
        finding?.at === line.at &&
        finding.text !== "" && (
          <div className={style["found"]}>
            <ProductPicker
              text={finding.text}
              price="purchase"
              onTake={(hit) => takeProduct(line.at, hit)}
              onClose={() => setFinding(null)}
            />
          </div>
        ),
    },
    {
      key: "name",
      title: say("column.name"),
      width: "minmax(180px, 2fr)",
      value: (line) => line.name,
    },
    {
      key: "spec",
      title: say("column.spec"),
      width: "minmax(80px, 1fr)",
      value: (line) => line.spec,
    },
    { key: "unit", title: say("column.unit"), width: "64px", value: (line) => line.unit },
    {
      key: "quantity",
      title: say("column.quantity"),
      width: "110px",
      figure: true,
      value: (line) => line.quantity,
      typed: {
        text: (line) => line.quantity,
        commit: (line, text) => keep({ cell: "quantity", at: line.at, text }),
        invalid: isNoFigure,
        testid: "draft-quantity",
      },
    },
  ];
  if (DRAFT_KINDS[typed.kind].cost) {
    columns.push({
      key: "unit_cost",
      title: say("column.unit_cost"),
      width: "130px",
      figure: true,
      value: (line) => line.unit_cost,
      typed: {
        text: (line) => line.unit_cost,
        commit: (line, text) => keep({ cell: "unit_cost", at: line.at, text }),
        invalid: isNoFigure,
        testid: "draft-cost",
      },
    });
  }
  columns.push({
    key: "amount",
    title: say("column.amount"),
    width: "130px",
    figure: true,
    value: (line) => (line.amount === "" ? "" : formatDecimal(line.amount, { places: 2 })),
  });
  return columns;
}
