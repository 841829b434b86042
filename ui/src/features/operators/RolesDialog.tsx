/**
 * Roles 角色: plain rights one by one, rights on documents by area of the trade.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { RolesView } from "../../api/generated/RolesView";
import type { RoleView } from "../../api/generated/RoleView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Loaded, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useLanguage, useWords } from "../../i18n";
import { Check } from "./Check";
import style from "./operators.module.css";

const EMPTY: RoleView = {
  code: "",
  name: "",
  name_en: "",
  grants: [],
  disabled: false,
  shipped: false,
};

/** All roles, one of them open. */
export function RolesDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const view = useView("role_list", {});
  return (
    <Dialog title={say("operator.edit_roles")} onClose={onClose} wide testid="roles">
      <Loaded view={view}>{(all) => <Roles all={all} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

function Roles({ all, onClose }: { all: RolesView; onClose: () => void }) {
  const say = useWords();
  const language = useLanguage();
  const [code, setCode] = useState(all.roles[0]?.code ?? "");
  const chosen = all.roles.find((role) => role.code === code) ?? EMPTY;
  const options = [
    ...all.roles.map((role) => ({
      value: role.code,
      text: language === "en" && role.name_en !== "" ? role.name_en : role.name,
    })),
    { value: "", text: say("role.new") },
  ];
  return (
    <>
      <Choice
        label={say("operator.roles")}
        value={code}
        options={options}
        onChange={setCode}
        testid="role-choice"
      />
      <RoleEditor key={code} role={chosen} all={all} onSaved={setCode} onClose={onClose} />
    </>
  );
}

interface Props {
  role: RoleView;
  all: RolesView;
  onSaved: (code: string) => void;
  onClose: () => void;
}

function RoleEditor({ role, all, onSaved, onClose }: Props) {
  const say = useWords();
  const language = useLanguage();
  const save = useAct("role_save");
  const [code, setCode] = useState(role.code);
  const [name, setName] = useState(role.name);
  const [nameEn, setNameEn] = useState(role.name_en);
  const [grants, setGrants] = useState<ReadonlySet<string>>(new Set(role.grants));
  const set = (grant: string, on: boolean) => {
    const next = new Set(grants);
    if (on) next.add(grant);
    else next.delete(grant);
    setGrants(next);
  };
  const run = async () => {
    const input = { code, name, name_en: nameEn, grants: [...grants], disabled: role.disabled };
    if ((await save.run(input)) !== undefined) onSaved(code);
  };
  const areas = [
    { grant: "*", text: say("role.all_kinds") },
    ...all.areas.map((area) => ({
      grant: `@${area.key}`,
      text: language === "en" ? area.name_en : area.name,
    })),
  ];
  return (
    <>
      <div className={style["names"]}>
        <TextInput
          label={say("column.code")}
          value={code}
          onChange={setCode}
          disabled={role.code !== ""}
          testid="role-code"
        />
        <TextInput label={say("column.name")} value={name} onChange={setName} testid="role-name" />
        <TextInput label={say("role.name_en")} value={nameEn} onChange={setNameEn} />
      </div>
      <table className={style["matrix"]}>
        <thead>
          <tr>
            <th scope="col">{say("column.kind")}</th>
            {all.acts.map((act) => (
              <th key={act} scope="col">
                {say.maybe(`right.${act}`, act)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => (
            <tr key={area.grant}>
              <th scope="row">{area.text}</th>
              {all.acts.map((act) => (
                <td key={act}>
                  <Check
                    label={`${say.maybe(`right.${act}`, act)} ${area.text}`}
                    hiddenLabel
                    on={grants.has(`${act}:${area.grant}`)}
                    onChange={(on) => set(`${act}:${area.grant}`, on)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={style["plain"]}>
        {all.plain.map((right) => (
          <Check
            key={right}
            label={say.maybe(`right.${right}`, right)}
            on={grants.has(right)}
            onChange={(on) => set(right, on)}
            testid={`grant-${right}`}
          />
        ))}
      </div>
      <Wrong error={save.error} />
      <DialogActs>
        <Button onPress={onClose}>{say("act.close")}</Button>
        <Button look="accent" disabled={save.pending} onPress={() => void run()} testid="role-save">
          {say("operator.save")}
        </Button>
      </DialogActs>
    </>
  );
}
