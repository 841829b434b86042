import { Dialog } from "../components/Dialog";
import { Kbd } from "../components/Kbd";
import { useWords, type TextKey } from "../i18n";
import style from "./KeyHelp.module.css";
import { bindings, type Binding, type Scope } from "./keymap";

export interface HelpProps {
  scopes: readonly Scope[];
  /** Leaves out what this room does not have. */
  has?: (binding: Binding) => boolean;
  onClose: () => void;
}

/** The full map (F1), scope by scope; the printed key card is the same table. */
export function KeyHelp({ scopes, has = () => true, onClose }: HelpProps) {
  const say = useWords();
  return (
    <Dialog title={say("key.all")} onClose={onClose} wide testid="key-help">
      <div className={style["map"]}>
        {scopes.map((scope) => (
          <section key={scope}>
            <h3>{say(`scope.${scope}` as TextKey)}</h3>
            <dl>
              {bindings(scope)
                .filter(has)
                .map((each) => (
                  <div key={each.action} className={style["row"]}>
                    <dt>
                      {each.keys
                        .filter((key) => !key.startsWith("Shift+"))
                        .map((key) => (
                          <Kbd key={key} keys={key} />
                        ))}
                    </dt>
                    <dd>{say(each.label)}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={style["note"]}>{say("key.note")}</p>
    </Dialog>
  );
}
