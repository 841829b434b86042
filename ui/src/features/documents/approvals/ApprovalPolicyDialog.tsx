/**
 * The approval policy 审批政策: by kind, from which amount, whose word and where. A tier without
 * steps is posted at once.
 */
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../../api/cache";
import type { ApprovalPolicyView } from "../../../api/generated/ApprovalPolicyView";
import type { StepInput } from "../../../api/generated/StepInput";
import type { TierInput } from "../../../api/generated/TierInput";
import { Button } from "../../../components/Button";
import { Choice } from "../../../components/Choice";
import { DecimalField } from "../../../components/DecimalField";
import { Dialog, DialogActs } from "../../../components/Dialog";
import { Loaded, Wrong } from "../../../components/States";
import { kindName } from "../../../components/words";
import { useLanguage, useWords } from "../../../i18n";
import { useClock } from "../../../i18n/time";
import style from "./approvals.module.css";

/** The policy, over the list of applications. */
export function ApprovalPolicyDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const view = useView("approval_policy", {});
  return (
    <Dialog title={say("approval.policy")} onClose={onClose} wide testid="approval-policy">
      <Loaded view={view}>{(policy) => <Tiers policy={policy} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

/** A tier with its place in the dialog's memory; never sent. */
type Row = TierInput & { at: number };

function Tiers({ policy, onClose }: { policy: ApprovalPolicyView; onClose: () => void }) {
  const say = useWords();
  const clock = useClock();
  const save = useAct("approval_policy_save");
  const [twoPeople, setTwoPeople] = useState(policy.two_people || policy.since_ms === null);
  const [rows, setRows] = useState<readonly Row[]>(() =>
    policy.tiers.map((tier, at) => ({ ...tier, at })),
  );
  const change = (at: number, by: Partial<TierInput>) =>
    setRows((now) => now.map((row) => (row.at === at ? { ...row, ...by } : row)));
  const add = () => {
    const at = Math.max(-1, ...rows.map((row) => row.at)) + 1;
    const role = policy.roles.find((each) => each.code === "hq") ?? policy.roles[0];
    const steps = role === undefined ? [] : [{ place: "hq", role: role.code }];
    setRows([...rows, { at, kind: policy.kinds[0] ?? "", from: "0", steps }]);
  };

  async function run(): Promise<void> {
    const tiers = rows.map(({ kind, from, steps }) => ({ kind, from, steps }));
    const kept = await save.run({ two_people: twoPeople, tiers });
    if (kept !== undefined) onClose();
  }

  return (
    <>
      <p>
        {say("approval.policy_hint")}
        {policy.since_ms !== null && ` ${say("approval.since", { time: clock(policy.since_ms) })}`}
      </p>
      <label className={style["flag"]}>
        <input
          type="checkbox"
          checked={twoPeople}
          data-testid="two-people"
          onChange={(event) => setTwoPeople(event.target.checked)}
        />
        {say("approval.two_people")}
      </label>
      <div className={style["tiers"]}>
        {rows.map((row) => (
          <Tier
            key={row.at}
            row={row}
            policy={policy}
            onChange={(by) => change(row.at, by)}
            onRemove={() => setRows(rows.filter((each) => each.at !== row.at))}
          />
        ))}
      </div>
      <Wrong error={save.error} />
      <DialogActs>
        <Button onPress={add} testid="tier-add">
          <Plus size={16} aria-hidden />
          {say("approval.tier_add")}
        </Button>
        <Button onPress={onClose}>{say("act.cancel")}</Button>
        <Button
          look="accent"
          disabled={save.pending}
          onPress={() => void run()}
          testid="approval-policy-save"
        >
          {say("policy.save")}
        </Button>
      </DialogActs>
    </>
  );
}

interface TierProps {
  row: Row;
  policy: ApprovalPolicyView;
  onChange: (by: Partial<TierInput>) => void;
  onRemove: () => void;
}

function Tier({ row, policy, onChange, onRemove }: TierProps) {
  const say = useWords();
  const english = useLanguage() === "en";
  const kinds = policy.kinds.map((kind) => ({
    value: kind,
    text: `${kind} ${kindName(say, kind)}`,
  }));
  const roles = policy.roles.map((role) => ({
    value: role.code,
    text: english && role.name_en !== "" ? role.name_en : role.name,
  }));
  const places = ["branch", "hq"].map((place) => ({
    value: place,
    text: say.maybe(`approval.place.${place}`, place),
  }));
  const step = (at: number, by: Partial<StepInput>) =>
    onChange({ steps: row.steps.map((each, i) => (i === at ? { ...each, ...by } : each)) });
  const first = policy.roles[0]?.code ?? "";
  return (
    <div className={style["tier"]} data-testid="tier">
      <Choice
        label={say("column.kind")}
        value={row.kind}
        options={kinds}
        onChange={(kind) => onChange({ kind })}
      />
      <DecimalField
        label={say("approval.from")}
        hiddenLabel
        value={row.from}
        onCommit={(from) => onChange({ from })}
        testid={`tier-from-${row.at}`}
      />
      <div className={style["steps"]}>
        {row.steps.map((each, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps are told apart by their place
          <div key={at} className={style["step"]}>
            <small>{at + 1}</small>
            <Choice
              label={say("approval.where")}
              value={each.place}
              options={places}
              onChange={(place) => step(at, { place })}
            />
            <Choice
              label={say("approval.role")}
              value={each.role}
              options={roles}
              onChange={(role) => step(at, { role })}
            />
            <Button
              look="quiet"
              label={say("approval.step_remove")}
              onPress={() => onChange({ steps: row.steps.filter((_, i) => i !== at) })}
              testid={`step-remove-${row.at}-${at + 1}`}
            >
              <Trash2 size={14} aria-hidden />
            </Button>
          </div>
        ))}
        <div className={style["step"]}>
          <Button
            look="quiet"
            onPress={() => onChange({ steps: [...row.steps, { place: "hq", role: first }] })}
            testid={`step-add-${row.at}`}
          >
            <Plus size={14} aria-hidden />
            {say("approval.step_add")}
          </Button>
          <Button look="quiet" onPress={onRemove} testid={`tier-remove-${row.at}`}>
            <Trash2 size={14} aria-hidden />
            {say("approval.tier_remove")}
          </Button>
        </div>
      </div>
    </div>
  );
}
