import { useState } from "react";
import { signIn } from "../../api/http";
import type { NodeView } from "../../api/generated/NodeView";
import { Button } from "../../components/Button";
import { Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import style from "./LoginScreen.module.css";

/** Signing in at head office. */
export function LoginScreen({ onSignedIn }: { onSignedIn: (node: NodeView) => void }) {
  const say = useWords();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  async function run(): Promise<void> {
    setPending(true);
    try {
      onSignedIn(await signIn(name.trim(), password));
    } catch (thrown) {
      setError(thrown);
      setPassword("");
    }
    setPending(false);
  }
  return (
    <main className={style["page"]} data-density="desk">
      <form
        className={style["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <h1>
          <b aria-hidden>分号</b>
          {say("login.title")}
        </h1>
        <TextInput
          label={say("login.name")}
          name="username"
          autoComplete="username"
          value={name}
          onChange={setName}
          autoFocus
          testid="login-name"
        />
        <TextInput
          label={say("login.password")}
          name="password"
          autoComplete="current-password"
          type="password"
          value={password}
          onChange={setPassword}
          testid="login-password"
        />
        <Wrong error={error} />
        <Button
          type="submit"
          look="accent"
          disabled={pending}
          onPress={() => undefined}
          testid="login-submit"
        >
          {say("login.submit")}
        </Button>
        <p>{say("login.hint")}</p>
      </form>
    </main>
  );
}
