/**
 * Discount limits 折扣上限: how many per cent each role may take off. Operators' own limits stay as
 * they are.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { PricePolicyView } from "../../api/generated/PricePolicyView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Loaded, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import style from "./prices.module.css";

const ROLES = [1, 2, 3, 4] as const;

/** The limits, over the list of promotions. */
export function PolicyDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const view = useView("price_policy", {});
  return (
    <Dialog title={say("policy.title")} onClose={onClose} testid="policy">
      <p>{say("policy.hint")}</p>
      <Loaded view={view}>{(policy) => <Limits policy={policy} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

function Limits({ policy, onClose }: { policy: PricePolicyView; onClose: () => void }) {
  const say = useWords();
  const save = useAct("price_policy_save");
  const [atMostOne, setAtMostOne] = useState(policy.factor_at_most_one);
  const [limits, setLimits] = useState<Record<number, string>>(() =>
    Object.fromEntries(
      policy.ceilings.flatMap((row) => (row.role === null ? [] : [[row.role, row.percent]])),
    ),
  );

  async function run(): Promise<void> {
    const roles = ROLES.flatMap((role) => {
      const percent = (limits[role] ?? "").trim();
      return percent === "" ? [] : [{ role, operator: null, percent }];
    });
    const operators = policy.ceilings.filter((row) => row.operator !== null);
    const kept = await save.run({
      factor_at_most_one: atMostOne,
      ceilings: [...roles, ...operators],
    });
    if (kept !== undefined) onClose();
  }

  return (
    <>
      <div className={style["form"]}>
        {ROLES.map((role) => (
          <TextInput
            key={role}
            label={say(`policy.role.${role}`)}
            value={limits[role] ?? ""}
            onChange={(text) => setLimits((now) => ({ ...now, [role]: text }))}
            testid={`policy-${role}`}
          />
        ))}
      </div>
      <label className={style["flag"]}>
        <input
          type="checkbox"
          checked={atMostOne}
          onChange={(event) => setAtMostOne(event.target.checked)}
        />
        {say("policy.at_most_one")}
      </label>
      <Wrong error={save.error} />
      <DialogActs>
        <Button onPress={onClose}>{say("act.cancel")}</Button>
        <Button
          look="accent"
          disabled={save.pending}
          onPress={() => void run()}
          testid="policy-save"
        >
          {say("policy.save")}
        </Button>
      </DialogActs>
    </>
  );
}
