/**
 * Numbers of goods that are in stock already 补登序列号: typed or scanned, for goods numbered loosely.
 *
 * This is the way from free to strict: every piece in stock gets its number first.
 */
import { useState } from "react";
import { useAct } from "../../api/cache";
import { call } from "../../api/client";
import { asApiError, sentence, type ApiError } from "../../api/error";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";

interface Props {
  product: number;
  onClose: () => void;
}

/** The dialog: one text, read by the core. */
export function RegisterDialog({ product, onClose }: Props) {
  const say = useWords();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<ApiError | null>(null);
  const save = useAct("serial_state_save");

  async function run(): Promise<void> {
    try {
      const { numbers } = await call("serial_read", { text });
      setRefused(null);
      const input = { product_id: product, numbers, state: "in_stock" };
      if (numbers.length > 0 && (await save.run(input)) !== undefined) onClose();
    } catch (thrown) {
      setRefused(asApiError(thrown));
    }
  }

  return (
    <Dialog title={say("serial.register")} onClose={onClose} testid="register-dialog">
      <p>{say("serial.register_hint")}</p>
      <TextInput
        label={say("column.serial")}
        value={text}
        onChange={setText}
        placeholder={say("serial.range_hint")}
        wrong={refused === null ? null : sentence(refused, say)}
        autoFocus
        onEnter={() => void run()}
        testid="register-numbers"
      />
      <Wrong error={save.error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button
          look="accent"
          disabled={save.pending}
          onPress={() => void run()}
          testid="register-save"
        >
          {say("serial.register_save")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
