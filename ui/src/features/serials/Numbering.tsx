/**
 * How goods are numbered and costed 序列号管理方式与成本算法, at head office: the switch of a product between
 * modes with what stands in its way, and the choices that are made before opening.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import { call } from "../../api/client";
import type { CompanyPolicyView } from "../../api/generated/CompanyPolicyView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Figure } from "../../components/Figure";
import { ProductPicker } from "../../components/ProductPicker";
import { Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords, type TextKey } from "../../i18n";
import { useScans } from "../../keyboard/scanner";
import style from "./serials.module.css";

const MODES = ["none", "loose", "strict"] as const;
const METHODS = ["average", "fifo", "lifo"] as const;

/** Both choices, the product's and the company's. */
export function Numbering({ product }: { product: number | null }) {
  return (
    <div className={style["choices"]}>
      <ModeForm start={product} />
      <PolicyForm />
    </div>
  );
}

function ModeForm({ start }: { start: number | null }) {
  const say = useWords();
  const [product, setProduct] = useState(start);
  const [text, setText] = useState("");
  useScans((code) => {
    void call("product_search", { text: code, limit: 1 })
      .then(([hit]) => hit !== undefined && setProduct(hit.product_id))
      .catch(() => undefined);
  });
  return (
    <section className={style["form"]}>
      <h3>{say("mode.title")}</h3>
      <p>{say("mode.hint")}</p>
      <div className={style["find"]}>
        <TextInput
          label={say("column.product")}
          value={text}
          onChange={setText}
          placeholder={say("find.hint")}
          testid="mode-product"
        />
        {text !== "" && (
          <ProductPicker
            text={text}
            onTake={(hit) => {
              setProduct(hit.product_id);
              setText("");
            }}
            onClose={() => setText("")}
          />
        )}
      </div>
      {product !== null && <Switch key={product} product={product} />}
    </section>
  );
}

/** What the switch would do, told before it is done. */
function Switch({ product }: { product: number }) {
  const say = useWords();
  const [mode, setMode] = useState<string | null>(null);
  const asked = mode ?? "strict";
  const view = useView("serial_mode_check", { product_id: product, mode: asked, confirmed: false });
  const save = useAct("serial_mode_save");
  return (
    <Loaded view={view}>
      {(found) => {
        const to = mode ?? found.mode;
        const changes = to !== found.mode;
        const forgets = changes && found.forgets > 0;
        return (
          <div data-testid="mode-form">
            <p>
              {found.code} <b>{found.name}</b> · {say(`mode.${found.mode}` as TextKey)}
            </p>
            <div className={style["acts"]}>
              {MODES.map((each) => (
                <Button
                  key={each}
                  pressed={each === to}
                  onPress={() => setMode(each)}
                  testid={`mode-${each}`}
                >
                  {say(`mode.${each}` as TextKey)}
                </Button>
              ))}
            </div>
            <ul className={style["stock"]}>
              {found.stock.map((row) => (
                <li key={row.branch}>
                  {row.branch} · {say("column.quantity")} <Figure value={row.stock} /> ·{" "}
                  {say("serial.count", { count: row.pieces })}
                </li>
              ))}
            </ul>
            {changes && !found.possible && <Mark tone="danger">{say("mode.numbers_missing")}</Mark>}
            {found.possible && forgets && (
              <Mark tone="caution">{say("mode.forgets", { count: found.forgets })}</Mark>
            )}
            <Wrong error={save.error} />
            <Button
              look={forgets ? "danger" : "accent"}
              disabled={!changes || !found.possible || save.pending}
              onPress={() => void save.run({ product_id: product, mode: to, confirmed: forgets })}
              testid="mode-save"
            >
              {say(forgets ? "mode.switch_anyway" : "mode.switch")}
            </Button>
          </div>
        );
      }}
    </Loaded>
  );
}

function PolicyForm() {
  const say = useWords();
  const view = useView("company_policy", {});
  return (
    <section className={style["form"]}>
      <h3>{say("policy_company.title")}</h3>
      <Loaded view={view}>{(found) => <PolicyFields found={found} />}</Loaded>
    </section>
  );
}

function PolicyFields({ found }: { found: CompanyPolicyView }) {
  const say = useWords();
  const [chosen, setChosen] = useState(found);
  const save = useAct("company_policy_save");
  const locked = found.locked;
  return (
    <>
      <p>{say(locked ? "policy_company.locked" : "policy_company.open")}</p>
      <div className={style["acts"]} role="group" aria-label={say("policy_company.method")}>
        {METHODS.map((each) => (
          <Button
            key={each}
            pressed={each === chosen.method}
            disabled={locked}
            onPress={() => setChosen({ ...chosen, method: each })}
            testid={`method-${each}`}
          >
            {say(`method.${each}` as TextKey)}
          </Button>
        ))}
      </div>
      {chosen.method === "lifo" && <Mark tone="caution">{say("policy_company.lifo")}</Mark>}
      <Button
        pressed={chosen.negative_stock && chosen.method !== "average"}
        disabled={chosen.method === "average"}
        onPress={() => setChosen({ ...chosen, negative_stock: !chosen.negative_stock })}
        testid="negative-stock"
      >
        {say("policy_company.negative_stock")}
      </Button>
      <span>{say("policy_company.serial_mode")}</span>
      <Choice
        label={say("policy_company.serial_mode")}
        value={chosen.serial_mode}
        onChange={(serial_mode) => setChosen({ ...chosen, serial_mode })}
        options={MODES.map((each) => ({ value: each, text: say(`mode.${each}` as TextKey) }))}
      />
      <Wrong error={save.error} />
      <Button
        look="accent"
        disabled={save.pending}
        onPress={() => void save.run(chosen)}
        testid="policy-company-save"
      >
        {say("policy_company.save")}
      </Button>
    </>
  );
}
