/**
 * Operators 操作员 at head office: who works in which roles, within which scopes; and the roles.
 */
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { OperatorView } from "../../api/generated/OperatorView";
import type { RoleView } from "../../api/generated/RoleView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Screen, Sides } from "../../components/Screen";
import { Empty, Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useLanguage, useWords } from "../../i18n";
import { Check } from "./Check";
import style from "./operators.module.css";
import { RolesDialog } from "./RolesDialog";
import { keysOf, RANGES, ScopeField, type Ranges } from "./ScopeField";

/** How a role is called in the present language. */
export function roleName(role: RoleView, language: string): string {
  return language === "en" && role.name_en !== "" ? role.name_en : role.name;
}

function useColumns(roles: readonly RoleView[]): readonly Column<OperatorView>[] {
  const say = useWords();
  const language = useLanguage();
  return useMemo(() => {
    const named = (code: string) => {
      const role = roles.find((each) => each.code === code);
      return role === undefined ? code : roleName(role, language);
    };
    return [
      { key: "branch", title: say("column.branch"), width: "80px", value: (row) => row.branch },
      { key: "code", title: say("column.code"), width: "96px", value: (row) => row.code },
      { key: "name", title: say("column.name"), width: "140px", value: (row) => row.name },
      {
        key: "roles",
        title: say("operator.roles"),
        value: (row) => row.roles.map(named).join("、"),
      },
      {
        key: "scopes",
        title: say("operator.scopes"),
        value: (row) =>
          RANGES.filter((range) => row.scopes[range] !== null)
            .map((range) => say(`scope_of.${range}`))
            .join("、") || say("operator.everything"),
      },
      {
        key: "state",
        title: say("column.state"),
        width: "120px",
        value: () => "",
        draw: (row) =>
          row.disabled ? (
            <Mark tone="danger">{say("operator.disabled")}</Mark>
          ) : (
            <Mark tone={row.written ? "good" : "plain"}>
              {say(row.written ? "operator.written" : "operator.as_hired")}
            </Mark>
          ),
      },
    ];
  }, [say, roles, language]);
}

/** The list, and the one that is open beside it. */
export function OperatorsScreen() {
  const say = useWords();
  const view = useView("operator_list", {});
  const roles = useView("role_list", {}).data?.roles ?? [];
  const columns = useColumns(roles);
  const [open, setOpen] = useState<number | null>(null);
  const [editing, setEditing] = useState(false);
  const chosen = view.data?.find((row) => row.employee_id === open);
  return (
    <Screen
      title={say("nav.operators")}
      tools={
        <Button onPress={() => setEditing(true)} testid="roles-open">
          <ShieldCheck size={16} aria-hidden />
          {say("operator.edit_roles")}
        </Button>
      }
    >
      <Sides
        list={
          <Loaded view={view}>
            {(rows) => (
              <DataGrid
                label={say("nav.operators")}
                columns={columns}
                rows={rows}
                rowKey={(row) => String(row.employee_id)}
                selected={open === null ? null : String(open)}
                onOpen={(row) => setOpen(row.employee_id)}
                testid="operator-row"
                empty={<Empty title={say("operator.none")} hint={say("operator.none_hint")} />}
              />
            )}
          </Loaded>
        }
        chosen={
          chosen === undefined ? null : (
            <Editor
              key={chosen.employee_id}
              one={chosen}
              roles={roles}
              onClose={() => setOpen(null)}
            />
          )
        }
      />
      {editing && <RolesDialog onClose={() => setEditing(false)} />}
    </Screen>
  );
}

interface EditorProps {
  one: OperatorView;
  roles: readonly RoleView[];
  onClose: () => void;
}

/** Roles, limit and scopes of one operator. */
function Editor({ one, roles, onClose }: EditorProps) {
  const say = useWords();
  const language = useLanguage();
  const save = useAct("operator_save");
  const [chosen, setChosen] = useState<readonly string[]>(one.roles);
  const [ranges, setRanges] = useState<Ranges>(one.scopes);
  const [limit, setLimit] = useState(one.discount_limit);
  const [disabled, setDisabled] = useState(one.disabled);
  const toggle = (code: string, on: boolean) =>
    setChosen(on ? [...chosen, code] : chosen.filter((each) => each !== code));
  const run = () =>
    save.run({
      employee_id: one.employee_id,
      roles: [...chosen],
      scopes: keysOf(ranges),
      discount_limit: limit.trim(),
      disabled,
    });
  return (
    <section className={style["editor"]} aria-label={one.name} data-testid="operator-editor">
      <h2>
        {one.name} <small>{one.code}</small>
      </h2>
      <fieldset>
        <legend>{say("operator.roles")}</legend>
        {roles.map((role) => (
          <Check
            key={role.code}
            label={roleName(role, language)}
            on={chosen.includes(role.code)}
            onChange={(on) => toggle(role.code, on)}
            testid={`role-${role.code}`}
          />
        ))}
      </fieldset>
      <TextInput
        label={say("operator.discount_limit")}
        value={limit}
        onChange={setLimit}
        placeholder={say("operator.no_limit")}
        testid="discount-limit"
      />
      {RANGES.map((range) => (
        <ScopeField
          key={range}
          range={range}
          items={ranges[range]}
          onChange={(items) => setRanges({ ...ranges, [range]: items })}
        />
      ))}
      <Check label={say("operator.disabled")} on={disabled} onChange={setDisabled} />
      <Wrong error={save.error} />
      <DialogActs>
        <Password employee={one.employee_id} />
        <Button onPress={onClose}>{say("act.close")}</Button>
        <Button
          look="accent"
          disabled={save.pending}
          onPress={() => void run()}
          testid="operator-save"
        >
          {say("operator.save")}
        </Button>
      </DialogActs>
    </section>
  );
}

/** A new password for the console, shown once. */
function Password({ employee }: { employee: number }) {
  const say = useWords();
  const give = useAct("operator_password");
  const [given, setGiven] = useState<{ name: string; password: string } | null>(null);
  const run = async () => setGiven((await give.run({ employee_id: employee })) ?? null);
  return (
    <>
      <Button onPress={() => void run()} testid="operator-password">
        {say("operator.password")}
      </Button>
      <Wrong error={give.error} />
      {given !== null && (
        <Dialog title={say("operator.password")} onClose={() => setGiven(null)}>
          <p>{say("operator.password_hint")}</p>
          <p>
            {say("login.name")} <b>{given.name}</b>
          </p>
          <output data-testid="new-password">{given.password}</output>
          <DialogActs>
            <Button look="accent" onPress={() => setGiven(null)}>
              {say("act.close")}
            </Button>
          </DialogActs>
        </Dialog>
      )}
    </>
  );
}
