/**
 * The editor of a draft 单据录入, of any kind: what its rule names and nothing else. Saved as it is
 * typed, posted by F9; where the policy asks for approval, submitted by F9 and frozen meanwhile.
 */
import { Copy, ListChecks, Trash2, Undo2 } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useAct, useView } from "../../../api/cache";
import { call } from "../../../api/client";
import type { ApiError } from "../../../api/error";
import type { DocumentKey } from "../../../api/generated/DocumentKey";
import type { KindView } from "../../../api/generated/KindView";
import type { ProductHit } from "../../../api/generated/ProductHit";
import type { SerialView } from "../../../api/generated/SerialView";
import { Button } from "../../../components/Button";
import { Screen } from "../../../components/Screen";
import { Wrong } from "../../../components/States";
import { ANY_PIECE, HERE } from "../../serials/pieces";
import { kindName } from "../../../components/words";
import { useWords } from "../../../i18n";
import { useScans } from "../../../keyboard/scanner";
import { useKeys } from "../../../keyboard/scope";
import { play } from "../../../keyboard/sound";
import { useGo } from "../../../shell/place";
import { KeepTemplate } from "../Templates";
import { StepStrip } from "../approvals/steps";
import { AccountLines } from "./AccountLines";
import { startPrice, type Change, type Typed } from "./draft";
import { GoodsLines, isTracked, type Finding } from "./GoodsLines";
import { HeadFields } from "./HeadFields";
import { OriginalPicker } from "./OriginalPicker";
import { SettleLines } from "./SettleLines";
import { TenderLines } from "./TenderLines";
import { Totals } from "./Totals";
import { TrackPanel } from "./TrackPanel";
import { useApproval } from "./useApproval";
import { useDraft } from "./useDraft";
import { shownWrong, wrongElsewhere } from "./wrong";
import style from "./DraftEditor.module.css";

interface Props {
  kind: KindView;
  start: Typed;
  onClose: () => void;
}

/** One draft being typed. */
export function DraftEditor({ kind, start, onClose }: Props) {
  const say = useWords();
  const go = useGo();
  const draft = useDraft(start);
  const { typed } = draft;
  const [finding, setFinding] = useState<Finding | null>(null);
  const [picking, setPicking] = useState(false);
  const [tracking, setTracking] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const [unknown, setUnknown] = useState<ApiError | null>(null);
  const choices = useView("choice_list", {}).data;
  const post = useAct("draft_post");
  const discard = useAct("draft_discard");
  const propose = useAct("draft_from");
  const oldest = useAct("draft_settle");
  const copy = useAct("draft_copy");
  const lots = useAct("draft_lots");
  const approval = useApproval(draft);
  const { frozen } = approval;
  const body = useRef<HTMLDivElement>(null);
  const wrong = shownWrong(typed.view?.wrong ?? [], post.error, tried);
  const failed =
    draft.error ??
    approval.error ??
    discard.error ??
    propose.error ??
    oldest.error ??
    copy.error ??
    lots.error;

  const keep = (by: Change) => {
    setUnknown(null);
    post.forget();
    void draft.keep(by);
  };

  /** A line takes what the partner paid last, or what is set for it, where prices are typed. */
  async function takeProduct(at: number, product: ProductHit): Promise<void> {
    setFinding(null);
    const row = typed.lines.findIndex((line) => line.at === at);
    keep({ product, price: startPrice(kind, product, await quoted(kind, product, typed)), at });
    requestAnimationFrame(() => focusCell(row));
  }

  function focusCell(row: number): void {
    const lines = body.current?.querySelectorAll<HTMLElement>("[data-testid=draft-line]");
    lines?.item(row)?.querySelectorAll<HTMLElement>("input")[1]?.focus();
  }

  /** A code takes goods, a number takes its piece. */
  async function scan(code: string): Promise<void> {
    if (kind.goods === "no" || frozen) return;
    const [hit] = await call("product_search", { text: code, limit: 1 }).catch(() => []);
    const exact = hit !== undefined && (hit.code === code || hit.barcode === code);
    const piece = exact ? undefined : await pieceOf(code);
    const [goods] = piece === undefined ? [hit] : await goodsOf(piece);
    if (goods === undefined) {
      play("refused");
      setUnknown({ code: "product_unknown", params: [["code", code]], field: null });
      return;
    }
    play("taken");
    const row = typed.lines.findIndex((line) => line.product_id === goods.product_id);
    const line = typed.lines[row] ?? typed.lines.at(-1);
    if (row < 0) await takeProduct(line?.at ?? 1, goods);
    else focusCell(row);
    if (piece !== undefined && line !== undefined) keep({ number: piece.number, at: line.at });
  }

  async function postNow(): Promise<void> {
    setTried(true);
    if (frozen && !approval.approved) return;
    const view = frozen ? typed.view : await draft.keep();
    if (view === null || view === undefined) return;
    if (!frozen && view.wrong.length > 0) return;
    if (!frozen && view.approval.asked) return approval.submit(view.id);
    const posted = await post.run({ id: view.id });
    if (posted !== undefined) go({ to: "document", document: posted.document });
  }

  async function discardNow(): Promise<void> {
    if (typed.id !== null && (await discard.run({ id: typed.id })) === undefined) return;
    onClose();
  }

  /** The original is chosen: what is left of it stands in the place of what was typed. */
  async function follow(document: DocumentKey): Promise<void> {
    setPicking(false);
    const proposed = await propose.run({ kind: kind.code, document, partner_id: null });
    if (proposed === undefined) return;
    if (typed.id !== null) await discard.run({ id: typed.id });
    draft.take(proposed);
  }

  async function settleOldest(): Promise<void> {
    const saved = await draft.keep();
    const view = saved === undefined ? undefined : await oldest.run({ id: saved.id });
    if (view !== undefined) draft.take(view);
  }

  /** What leaves takes the lots that expire first. */
  async function fillLots(): Promise<void> {
    const saved = await draft.keep();
    const view = saved === undefined ? undefined : await lots.run({ id: saved.id });
    if (view === undefined) return;
    draft.take(view);
    setTracking(null);
  }

  /** The line that has the focus, else the first that still wants a number. */
  function track(): boolean | void {
    const rows = [...(body.current?.querySelectorAll("[data-testid=draft-line]") ?? [])];
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    const here = typed.lines[focused];
    const line = here !== undefined && isTracked(here) ? here : typed.lines.find(isTracked);
    if (line === undefined) return false;
    setTracking(line.at);
    return undefined;
  }

  async function copyNow(): Promise<void> {
    const saved = await draft.keep();
    if (saved === undefined) return;
    const view = await copy.run({ draft: saved.id, document: null });
    if (view !== undefined) go({ to: "draft", what: String(view.id) });
  }

  useScans((code) => void scan(code));
  useKeys(
    "draft",
    {
      post: () => void postNow(),
      withdraw: () => (frozen ? void approval.withdraw() : false),
      original: () => (kind.original === "no" || frozen ? false : setPicking(true)),
      oldest: () => (kind.settles === "no" || frozen ? false : void settleOldest()),
      lots: () => (kind.goods === "no" || frozen ? false : void fillLots()),
      track: () => (frozen ? false : track()),
    },
    finding === null && !picking,
  );

  const goods = kind.goods !== "no";
  const tracked = typed.lines.find((line) => line.at === tracking);
  return (
    <Screen
      title={`${kind.code} ${kindName(say, kind.code)}`}
      note={say(typed.id === null ? "draft.new" : "draft.kept")}
      tools={
        <>
          <Button onPress={onClose}>{say("key.back")}</Button>
          <Button onPress={() => void copyNow()} testid="draft-copy">
            <Copy size={16} aria-hidden />
            {say("draft.copy")}
          </Button>
          <KeepTemplate save={async () => (frozen ? typed.view : await draft.keep())?.id} />
          {frozen ? (
            <Button keys="F3" onPress={() => void approval.withdraw()} testid="draft-withdraw">
              <Undo2 size={16} aria-hidden />
              {say("key.withdraw")}
            </Button>
          ) : (
            <Button look="danger" onPress={() => void discardNow()}>
              <Trash2 size={16} aria-hidden />
              {say("draft.discard")}
            </Button>
          )}
          <Button
            look="accent"
            keys="F9"
            disabled={post.pending || approval.pending || (frozen && !approval.approved)}
            onPress={() => void postNow()}
            testid={approval.asked ? "draft-submit" : "draft-post"}
          >
            {say(approval.asked ? "key.submit" : "key.post")}
          </Button>
        </>
      }
    >
      {approval.standing !== null && <StepStrip standing={approval.standing} />}
      <fieldset className={style["sheet"]} disabled={frozen}>
        <HeadFields
          kind={kind}
          draft={draft}
          choices={choices}
          wrong={wrong}
          onOriginal={() => setPicking(true)}
        />
        <Failures errors={[...wrongElsewhere(wrong), ...(failed ? [failed] : [])]} also={unknown} />
        <div ref={body} className={style["body"]}>
          {goods && (
            <Part title={say("document.lines")} tall>
              <GoodsLines
                kind={kind}
                lines={typed.lines}
                wrong={wrong}
                finding={finding}
                setFinding={setFinding}
                onProduct={(at, hit) => void takeProduct(at, hit)}
                onTrack={setTracking}
                keep={keep}
              />
            </Part>
          )}
          {tracked !== undefined && isTracked(tracked) && (
            <Part title={say("draft.track_of", { name: tracked.name })}>
              <TrackPanel
                key={tracked.at}
                line={tracked}
                warehouse={typed.head.warehouse}
                keep={keep}
                onLots={() => void fillLots()}
                onClose={() => setTracking(null)}
              />
            </Part>
          )}
          {kind.settles !== "no" && (
            <Part
              title={say("draft.settles")}
              tall
              act={
                <Button keys="F7" onPress={() => void settleOldest()} testid="settle-oldest">
                  <ListChecks size={16} aria-hidden />
                  {say("draft.oldest_first")}
                </Button>
              }
            >
              <SettleLines
                partner={typed.head.partner_id}
                account={kind.settles_account ?? "receivable"}
                settles={typed.settles}
                wrong={wrong}
                keep={keep}
              />
            </Part>
          )}
          {kind.entries !== "no" && (
            <Part title={say("draft.entries")} tall={!goods && kind.settles === "no"}>
              <AccountLines
                entries={typed.entries}
                wrong={wrong}
                autoFocus={!goods && kind.partner !== "must"}
                keep={keep}
              />
            </Part>
          )}
          {kind.tenders !== "no" && (
            <Part title={say("draft.tenders")} narrow>
              <TenderLines tenders={typed.tenders} choices={choices} wrong={wrong} keep={keep} />
            </Part>
          )}
        </div>
      </fieldset>
      <Totals kind={kind} totals={typed.view?.totals} amount={typed.view?.amount ?? ""} />
      {picking && (
        <OriginalPicker
          kind={kind.code}
          partner={typed.head.partner_id}
          onTake={(document) => void follow(document)}
          onClose={() => setPicking(false)}
        />
      )}
    </Screen>
  );
}

/** What the core would take as the price, by partner; null where none is quoted. */
async function quoted(kind: KindView, product: ProductHit, typed: Typed): Promise<string | null> {
  if (kind.price_need !== "must") return null;
  const asked = { product_id: product.product_id, partner_id: typed.head.partner_id };
  const name = kind.price === "sale" ? "sale_price" : "purchase_price";
  const found = await call(name, asked).catch(() => undefined);
  return found?.cost ?? null;
}

/** The piece that is in a store under exactly this number, if one is. */
async function pieceOf(number: string): Promise<SerialView | undefined> {
  const asked = { ...ANY_PIECE, states: [...HERE], part: number };
  const page = await call("serial_list", asked).catch(() => undefined);
  return page?.rows.find((piece) => piece.number === number);
}

const goodsOf = (piece: SerialView) =>
  call("product_search", { text: piece.code, limit: 1 }).catch(() => []);

function Failures({ errors, also }: { errors: readonly ApiError[]; also: ApiError | null }) {
  const all = also === null ? errors : [...errors, also];
  if (all.length === 0) return null;
  return (
    <div className={style["wrong"]}>
      {all.map((error) => (
        <Wrong key={`${error.code} ${error.field}`} error={error} />
      ))}
    </div>
  );
}

interface PartProps {
  title: string;
  act?: ReactNode;
  /** True for the part that takes the room. */
  tall?: boolean;
  narrow?: boolean;
  children: ReactNode;
}

/** A part of the document under its title. */
function Part({ title, act, tall = false, narrow = false, children }: PartProps) {
  const look = `${style["part"]} ${tall ? style["tall"] : ""} ${narrow ? style["narrow"] : ""}`;
  return (
    <section className={look}>
      <h2>
        {title}
        {act}
      </h2>
      {children}
    </section>
  );
}
