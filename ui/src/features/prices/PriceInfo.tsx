/**
 * Price information 物价信息: all prices of one product in one place (`price_info`).
 */
import { useView } from "../../api/cache";
import type { LastPriceView } from "../../api/generated/LastPriceView";
import type { PriceInfoView } from "../../api/generated/PriceInfoView";
import type { PromotionView } from "../../api/generated/PromotionView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Figure, Money } from "../../components/Figure";
import { useProductName } from "../../components/ProductPicker";
import { Loaded, Mark } from "../../components/States";
import { useWords } from "../../i18n";
import { useGo } from "../../shell/place";
import { Offer, StateMark } from "./offer";
import style from "./prices.module.css";

/** The prices of a product, over whatever screen asked for them. */
export function PriceInfo({ product, onClose }: { product: number; onClose: () => void }) {
  const say = useWords();
  const view = useView("price_info", { product_id: product });
  return (
    <Dialog title={say("price_info.title")} wide onClose={onClose} testid="price-info">
      <Loaded view={view}>{(info) => <Prices info={info} />}</Loaded>
      <DialogActs>
        <Button look="accent" onPress={onClose}>
          {say("act.close")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

function Prices({ info }: { info: PriceInfoView }) {
  const say = useWords();
  const nameOf = useProductName();
  return (
    <div className={style["info"]}>
      <p>
        <b>{nameOf(info)}</b> {info.spec} · {info.code}
      </p>
      <dl className={style["figures"]}>
        {info.prices.map((price, i) => (
          <Fact
            key={i}
            name={say("price_info.preset", { n: i + 1 })}
            value={price}
            testid={`price-${i + 1}`}
          />
        ))}
        {info.second_unit !== null && (
          <Fact
            name={say("price_info.second", {
              unit: info.second_unit,
              ratio: info.ratio ?? "",
              base: info.unit,
            })}
            value={info.second_unit_price}
          />
        )}
        <dt>{say("price_info.tax")}</dt>
        <dd>
          <Figure value={info.tax_rate} />
        </dd>
        <Fact name={say("price_info.purchase")} value={info.purchase_price} />
        <Fact name={say("price_info.cost")} value={info.unit_cost} />
        <dt>{say("price_info.on_hand")}</dt>
        <dd>{info.on_hand}</dd>
      </dl>
      <h3>{say("price_info.promotions")}</h3>
      <Promotions rows={info.promotions} />
      <h3>{say("price_info.sold")}</h3>
      <LastPrices rows={info.sold} />
      {info.bought.length > 0 && (
        <>
          <h3>{say("price_info.bought")}</h3>
          <LastPrices rows={info.bought} />
        </>
      )}
    </div>
  );
}

function Fact({ name, value, testid }: { name: string; value: string | null; testid?: string }) {
  if (value === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Money value={value} testid={testid} />
      </dd>
    </>
  );
}

function Promotions({ rows }: { rows: readonly PromotionView[] }) {
  const say = useWords();
  if (rows.length === 0) return <p className={style["none"]}>{say("price_info.none")}</p>;
  return (
    <ul className={style["rows"]}>
      {rows.map((row) => (
        <li key={row.id}>
          <span>{row.name}</span>
          <Offer row={row} />
          <span>
            {row.from} – {row.to}
          </span>
          <StateMark state={row.state} />
        </li>
      ))}
    </ul>
  );
}

function LastPrices({ rows }: { rows: readonly LastPriceView[] }) {
  const say = useWords();
  const go = useGo();
  if (rows.length === 0) return <p className={style["none"]}>{say("price_info.none")}</p>;
  return (
    <ul className={style["rows"]}>
      {rows.map((row) => (
        <li key={`${row.branch}/${row.partner}/${row.document.stream}/${row.document.seq}`}>
          <span>{row.partner}</span>
          <Money value={row.price} />
          <Button look="quiet" onPress={() => go({ to: "document", document: row.document })}>
            {row.business_date}
          </Button>
          <Mark>{row.branch}</Mark>
        </li>
      ))}
    </ul>
  );
}
