import { Kbd } from "../components/Kbd";
import { useWords, type TextKey } from "../i18n";
import style from "./KeyBar.module.css";
import { bindings } from "./keymap";
import { useTopScope } from "./scope";

/**
 * The live keymap of the scope that has the keyboard. Each entry can be pressed by finger too.
 * `words` renames an action whose meaning follows the state (F8 parks or recalls).
 */
export function KeyBar({ words = {} }: { words?: Record<string, TextKey> }) {
  const say = useWords();
  const top = useTopScope();
  if (top === undefined) return <footer className={style["bar"]} />;
  const actions = top.actions();
  const shown = [...bindings(top.scope), ...bindings("app")].filter((each) => each.bar === true);
  return (
    <footer className={style["bar"]} data-testid="key-bar" data-scope={top.scope}>
      {shown.map((each) => {
        const key = each.keys[0] ?? "";
        const act = actions[each.action];
        return (
          <button
            key={each.scope + each.action}
            type="button"
            tabIndex={-1}
            className={style["key"]}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              if (key.includes("(")) return;
              if (act === undefined) window.dispatchEvent(new KeyboardEvent("keydown", { key }));
              else act(new KeyboardEvent("keydown", { key }));
            }}
          >
            <Kbd keys={key} />
            {say(words[each.action] ?? each.label)}
          </button>
        );
      })}
    </footer>
  );
}
