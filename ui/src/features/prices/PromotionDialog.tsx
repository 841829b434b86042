/**
 * The editor of one promotion. Owns what is typed; the core says what is wrong with it.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { PromotionInput } from "../../api/generated/PromotionInput";
import type { PromotionView } from "../../api/generated/PromotionView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DateInput } from "../../components/DateInput";
import { Dialog, DialogActs } from "../../components/Dialog";
import { PartnerPicker } from "../../components/PartnerPicker";
import { ProductPicker } from "../../components/ProductPicker";
import { Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import style from "./prices.module.css";

const CLASSES = ["registered", "branch", "employee", "other"] as const;
const EVERYONE = "everyone";
const ONE_PARTNER = "partner";

interface Typed {
  name: string;
  of: "product" | "category";
  product_id: number | null;
  goods: string;
  category_id: string;
  buyers: string;
  partner_id: number | null;
  partner: string;
  by: "price" | "percent";
  figure: string;
  from: string | null;
  to: string | null;
}

function typedOf(row: PromotionView | null): Typed {
  return {
    name: row?.name ?? "",
    of: row !== null && row.category_id !== null ? "category" : "product",
    product_id: row?.product_id ?? null,
    goods: row === null || row.category_id !== null ? "" : `${row.code} ${row.goods}`,
    category_id: String(row?.category_id ?? ""),
    buyers: row?.class ?? (row !== null && row.partner_id !== null ? ONE_PARTNER : EVERYONE),
    partner_id: row?.partner_id ?? null,
    partner: row?.partner ?? "",
    by: row !== null && row.percent !== null ? "percent" : "price",
    figure: row?.price ?? row?.percent ?? "",
    from: row?.from ?? null,
    to: row?.to ?? null,
  };
}

function inputOf(typed: Typed, id: number | null): PromotionInput {
  const category = Number.parseInt(typed.category_id, 10);
  return {
    id,
    name: typed.name,
    product_id: typed.of === "product" ? typed.product_id : null,
    category_id: typed.of === "category" && Number.isSafeInteger(category) ? category : null,
    class: typed.buyers === EVERYONE || typed.buyers === ONE_PARTNER ? null : typed.buyers,
    partner_id: typed.buyers === ONE_PARTNER ? typed.partner_id : null,
    price: typed.by === "price" ? typed.figure : null,
    percent: typed.by === "percent" ? typed.figure : null,
    from: typed.from ?? "",
    to: typed.to ?? "",
  };
}

interface Props {
  row: PromotionView | null;
  onClose: () => void;
}

/** A new promotion, or a known one changed or called off. */
export function PromotionDialog({ row, onClose }: Props) {
  const say = useWords();
  const [typed, setTyped] = useState(() => typedOf(row));
  const set = (by: Partial<Typed>) => setTyped((now) => ({ ...now, ...by }));
  const save = useAct("promotion_save");
  const disable = useAct("promotion_disable");

  async function run(): Promise<void> {
    if ((await save.run(inputOf(typed, row?.id ?? null))) !== undefined) onClose();
  }

  async function callOff(id: number): Promise<void> {
    if ((await disable.run({ id })) !== undefined) onClose();
  }

  return (
    <Dialog
      title={say(row === null ? "promotion.add" : "promotion.change")}
      wide
      onClose={onClose}
      testid="promotion"
    >
      <div className={style["form"]}>
        <TextInput
          label={say("promotion.name")}
          value={typed.name}
          onChange={(name) => set({ name })}
          autoFocus
          testid="promotion-name"
        />
        <Choice
          label={say("promotion.goods")}
          value={typed.of}
          options={[
            { value: "product", text: say("promotion.of_product") },
            { value: "category", text: say("promotion.of_category") },
          ]}
          onChange={(of) =>
            set(of === "category" ? { of: "category", by: "percent" } : { of: "product" })
          }
        />
        {typed.of === "product" ? (
          <Product name={typed.goods} onTake={(product_id, goods) => set({ product_id, goods })} />
        ) : (
          <Category value={typed.category_id} onChange={(category_id) => set({ category_id })} />
        )}
        <Choice
          label={say("promotion.buyers")}
          value={typed.buyers}
          options={[
            { value: EVERYONE, text: say("promotion.everyone") },
            ...CLASSES.map((key) => ({ value: key, text: say(`partner_class.${key}`) })),
            { value: ONE_PARTNER, text: say("promotion.one_partner") },
          ]}
          onChange={(buyers) => set({ buyers })}
        />
        {typed.buyers === ONE_PARTNER && (
          <PartnerPicker
            label={say("promotion.one_partner")}
            name={typed.partner}
            onTake={(hit) => set({ partner_id: hit.partner_id, partner: hit.name })}
          />
        )}
        <Choice
          label={say("promotion.offer")}
          value={typed.by}
          options={[
            { value: "price", text: say("promotion.price") },
            { value: "percent", text: say("promotion.percent") },
          ]}
          onChange={(by) => set({ by: by === "percent" ? "percent" : "price" })}
        />
        <TextInput
          label={say(typed.by === "price" ? "promotion.price" : "promotion.percent")}
          value={typed.figure}
          onChange={(figure) => set({ figure })}
          testid="promotion-figure"
        />
        <DateInput
          label={say("promotion.from")}
          value={typed.from}
          onChange={(from) => set({ from })}
          testid="promotion-from"
        />
        <DateInput
          label={say("promotion.to")}
          value={typed.to}
          onChange={(to) => set({ to })}
          testid="promotion-to"
        />
      </div>
      <Wrong error={save.error ?? disable.error} />
      <DialogActs>
        <Button onPress={onClose}>{say("act.cancel")}</Button>
        {row !== null && row.state !== "off" && (
          <Button
            look="danger"
            disabled={disable.pending}
            onPress={() => void callOff(row.id)}
            testid="promotion-disable"
          >
            {say("promotion.disable")}
          </Button>
        )}
        <Button
          look="accent"
          disabled={save.pending}
          onPress={() => void run()}
          testid="promotion-save"
        >
          {say("promotion.save")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

/** One product, found by code, name or pinyin initials. */
function Product({ name, onTake }: { name: string; onTake: (id: number, name: string) => void }) {
  const say = useWords();
  const [text, setText] = useState<string | null>(null);
  return (
    <div className={style["goods"]}>
      <TextInput
        label={say("column.product")}
        value={text ?? name}
        onChange={setText}
        placeholder={say("find.hint")}
        testid="promotion-product"
      />
      {text !== null && text !== "" && (
        <div className={style["found"]}>
          <ProductPicker
            text={text}
            onTake={(hit) => {
              setText(null);
              onTake(hit.product_id, `${hit.code} ${hit.name}`);
            }}
            onClose={() => setText(null)}
          />
        </div>
      )}
    </div>
  );
}

function Category({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const say = useWords();
  const { data: rows = [] } = useView("category_list", {});
  const options = rows.map((row) => ({ value: String(row.category_id), text: row.path }));
  return (
    <Choice
      label={say("promotion.category")}
      value={value}
      options={[{ value: "", text: say("promotion.category") }, ...options]}
      onChange={onChange}
      testid="promotion-category"
    />
  );
}
