/**
 * A manager's word 授权: who gives it, their PIN, and why. Opens over whatever asked for it.
 */
import { useState } from "react";
import { useAsked, type Asked } from "../../api/approval";
import { useView } from "../../api/cache";
import { rightName } from "../../api/error";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";

/** The open question, if there is one. */
export function ApprovalDialog() {
  const asked = useAsked();
  return asked === null ? null : <Word asked={asked} />;
}

function Word({ asked }: { asked: Asked }) {
  const say = useWords();
  const params = Object.fromEntries(asked.needed.params);
  const right = params["right"] ?? "";
  const act = params["act"] ?? "";
  const people = useView("approver_list", { right });
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [reason, setReason] = useState("");
  const first = people.data?.[0];
  const person = chosen ?? (first === undefined ? "" : String(first.employee_id));
  const ready = person !== "" && pin !== "" && reason.trim() !== "";
  const give = () => {
    if (!ready) return;
    asked.answer({ employee_id: Number.parseInt(person, 10), pin, reason: reason.trim() });
  };
  const options = (people.data ?? []).map((one) => ({
    value: String(one.employee_id),
    text: `${one.code} ${one.name}`,
  }));
  return (
    <Dialog title={say("approval.title")} onClose={() => asked.answer(null)} testid="approval">
      <p data-testid="approval-act">
        {say.maybe(`act.${act}`, act)} · {rightName(right, say)}
      </p>
      {params["what"] !== undefined && <p data-testid="approval-what">{params["what"]}</p>}
      {people.data?.length === 0 ? (
        <p role="alert">{say("approval.nobody")}</p>
      ) : (
        <>
          <Choice
            label={say("approval.person")}
            value={person}
            options={options}
            onChange={setChosen}
            testid="approval-person"
          />
          <TextInput
            label={say("approval.reason")}
            value={reason}
            onChange={setReason}
            autoFocus
            testid="approval-reason"
          />
          <TextInput
            label={say("seat.pin")}
            type="password"
            value={pin}
            onChange={setPin}
            onEnter={give}
            testid="approval-pin"
          />
        </>
      )}
      <Wrong error={asked.wrong} />
      <DialogActs>
        <Button onPress={() => asked.answer(null)}>{say("act.cancel")}</Button>
        <Button look="accent" disabled={!ready} onPress={give} testid="approval-give">
          {say("approval.give")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
