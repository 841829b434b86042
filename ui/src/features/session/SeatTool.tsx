/**
 * Who sits at the till, in the top bar: lock the window, and the PINs of the branch's people.
 */
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Lock } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { SeatView } from "../../api/generated/SeatView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import { useNode } from "../../shell/node";
import style from "./SeatTool.module.css";

/** Lock and PINs, for whom they are. */
export function SeatTool() {
  const say = useWords();
  const client = useQueryClient();
  const node = useNode();
  const leave = useAct("seat_leave");
  const [open, setOpen] = useState(false);
  const taken = node?.seat === "taken";
  const lock = async () => {
    await leave.run({});
    void client.resetQueries();
  };
  useKeys("app", { lock: () => void lock() }, taken);
  const sets = node?.rights.includes("pin.set") ?? false;
  return (
    <>
      {(sets || taken) && (
        <Button look="quiet" keepFocus onPress={() => setOpen(true)} testid="seat-pins">
          <KeyRound size={16} aria-hidden />
          {say("seat.pins")}
        </Button>
      )}
      {taken && (
        <Button look="quiet" keepFocus onPress={() => void lock()} testid="seat-leave">
          <Lock size={16} aria-hidden />
          {say("key.lock")}
        </Button>
      )}
      {open &&
        (sets ? <Pins onClose={() => setOpen(false)} /> : <Own onClose={() => setOpen(false)} />)}
    </>
  );
}

/** One's own PIN. */
function Own({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const [current, setCurrent] = useState("");
  const [pin, setPin] = useState("");
  const change = useAct("pin_change");
  const run = async () => {
    if ((await change.run({ current, pin })) !== undefined) onClose();
  };
  return (
    <Dialog title={say("seat.pins")} onClose={onClose}>
      <TextInput
        label={say("seat.pin_now")}
        type="password"
        value={current}
        onChange={setCurrent}
        autoFocus
      />
      <TextInput
        label={say("seat.pin_new")}
        type="password"
        value={pin}
        onChange={setPin}
        onEnter={() => void run()}
      />
      <Wrong error={change.error} />
      <DialogActs>
        <Button onPress={onClose}>{say("act.cancel")}</Button>
        <Button look="accent" disabled={change.pending} onPress={() => void run()}>
          {say("seat.set")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

/** Everybody's PIN, for the manager. */
function Pins({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const people = useView("seat_list", {});
  const [person, setPerson] = useState<SeatView | null>(null);
  const [pin, setPin] = useState("");
  const set = useAct("pin_set");
  const run = async (employee: number, value: string | null) => {
    const done = await set.run({ employee_id: employee, pin: value });
    if (done === undefined) return;
    setPerson(null);
    setPin("");
  };
  return (
    <Dialog title={say("seat.pins")} onClose={onClose} wide testid="pins">
      <p>{say("seat.pins_hint")}</p>
      <Loaded view={people}>
        {(all) => (
          <ul className={style["people"]}>
            {all.map((one) => (
              <li key={one.employee_id}>
                <span>
                  {one.code} <b>{one.name}</b>
                </span>
                {one.has_pin ? (
                  <Mark tone="good">{say("seat.has_pin")}</Mark>
                ) : (
                  <Mark>{say("seat.no_pin")}</Mark>
                )}
                <Button look="quiet" onPress={() => setPerson(one)} testid="pin-choose">
                  {say("seat.set")}
                </Button>
                {one.has_pin && (
                  <Button look="quiet" onPress={() => void run(one.employee_id, null)}>
                    {say("seat.take")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {person !== null && (
        <TextInput
          key={person.employee_id}
          label={`${person.name} · ${say("seat.pin_new")}`}
          type="password"
          value={pin}
          onChange={setPin}
          onEnter={() => void run(person.employee_id, pin)}
          autoFocus
          testid="pin-new"
        />
      )}
      <Wrong error={set.error} />
      <DialogActs>
        <Button look="accent" onPress={onClose}>
          {say("act.close")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
