/**
 * Signing in at a branch 操作员登录: choose a name by the arrows, type the PIN, Enter.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { SeatView } from "../../api/generated/SeatView";
import { Button } from "../../components/Button";
import { Loaded, Wrong } from "../../components/States";
import { useLanguage, useWords } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import style from "./SeatScreen.module.css";

/** The locked window. */
export function SeatScreen({ shop }: { shop: string }) {
  const say = useWords();
  const people = useView("seat_list", {});
  return (
    <main className={style["page"]} data-density="desk" data-testid="seat">
      <section className={style["panel"]}>
        <h1>
          <b aria-hidden>分号</b> {shop}
        </h1>
        <p>{say("seat.hint")}</p>
        <Loaded view={people}>{(all) => <People people={all} />}</Loaded>
      </section>
    </main>
  );
}

function People({ people }: { people: readonly SeatView[] }) {
  const say = useWords();
  const client = useQueryClient();
  const language = useLanguage();
  const enter = useAct("seat_enter");
  const input = useRef<HTMLInputElement>(null);
  const able = people.filter((one) => one.has_pin);
  const [at, setAt] = useState(0);
  const [pin, setPin] = useState("");
  const person = able[at];
  useEffect(() => input.current?.focus(), [at]);
  async function run(): Promise<void> {
    if (person === undefined || pin === "") return;
    const seated = await enter.run({ employee_id: person.employee_id, pin });
    setPin("");
    input.current?.focus();
    // Another person sees other things: nothing of the last one's answers may stay.
    if (seated !== undefined) void client.resetQueries();
  }
  const move = (to: number) => {
    setAt(Math.max(0, Math.min(able.length - 1, to)));
    enter.forget();
  };
  useKeys("seat", {
    up: () => move(at - 1),
    down: () => move(at + 1),
    enter: () => void run(),
  });
  return (
    <>
      <ul className={style["people"]} aria-label={say("seat.people")}>
        {able.map((one, i) => (
          <li key={one.employee_id}>
            <button
              type="button"
              aria-pressed={i === at}
              data-testid="seat-person"
              onClick={() => move(i)}
            >
              <b>{one.name}</b>
              <span>{one.code}</span>
              <span>{language === "en" ? one.roles_en : one.roles}</span>
            </button>
          </li>
        ))}
      </ul>
      <label className={style["pin"]}>
        <span>{say("seat.pin")}</span>
        <input
          ref={input}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          value={pin}
          data-testid="seat-pin"
          onChange={(event) => setPin(event.target.value.replaceAll(/\D/g, ""))}
        />
      </label>
      <Wrong error={enter.error} />
      <Button
        look="accent"
        keys="Enter"
        keepFocus
        disabled={enter.pending}
        onPress={() => void run()}
        testid="seat-enter"
      >
        {say("key.sign_in")}
      </Button>
    </>
  );
}
