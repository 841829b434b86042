/**
 * The frame of every screen 外框: work on the left, the node on top, the screen in the rest.
 */
import { HelpCircle, Languages, MonitorCog, Moon, Sun, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button, TooltipTrigger, Tooltip } from "react-aria-components";
import { Toasts } from "../components/Toast";
import { setTheme, useTheme, type Theme } from "../design/theme";
import { setLanguage, useLanguage, useWords, type TextKey } from "../i18n";
import { KeyHelp } from "../keyboard/KeyHelp";
import type { Binding, Scope } from "../keyboard/keymap";
import { useKeys, type KeyActions } from "../keyboard/scope";
import { useNode } from "./node";
import style from "./Shell.module.css";

export interface Work {
  path: string;
  label: TextKey;
  icon: LucideIcon;
  /** The key that goes there, as shown. */
  keys?: string;
  /** How much waits there, if anything does. */
  badge?: string;
}

export interface ShellProps {
  works: readonly Work[];
  path: string;
  onGo: (path: string) => void;
  /** What the top bar says at its right end, before language and theme. */
  light: ReactNode;
  helpScopes: readonly Scope[];
  /** Which keys this room has, if not all of those scopes. */
  hasKey?: (binding: Binding) => boolean;
  density: "till" | "desk";
  /** Wide navigation with words beside the signs. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame. */
export function Shell(props: ShellProps) {
  const { works, path, onGo } = props;
  const say = useWords();
  const [help, setHelp] = useState(false);
  const actions: KeyActions = { help: () => setHelp(true) };
  works.forEach((work, i) => {
    if (work.keys !== undefined) actions[`go_${i + 1}`] = () => onGo(work.path);
  });
  useKeys("app", actions);
  return (
    <div className={`${style["shell"]} ${props.wide ? style["wide"] : ""}`} data-density="desk">
      <nav className={style["nav"]} aria-label={say("nav.work")}>
        <span className={style["brand"]} aria-hidden>
          分号
        </span>
        {works.map((work) => {
          const here = path === work.path || path.startsWith(`${work.path}/`);
          return (
            <button
              key={work.path}
              type="button"
              className={style["work"]}
              aria-current={here ? "page" : undefined}
              title={work.keys}
              data-testid={`nav-${work.path.slice(1)}`}
              onClick={() => onGo(work.path)}
            >
              <work.icon size={20} aria-hidden />
              {say(work.label)}
              {work.badge !== undefined && (
                <span className={style["badge"]} data-testid={`badge-${work.path.slice(1)}`}>
                  {work.badge}
                </span>
              )}
            </button>
          );
        })}
      </nav>
      <div className={style["main"]}>
        <TopBar light={props.light} onHelp={() => setHelp(true)} />
        <main className={style["screen"]} data-density={props.density}>
          {props.children}
        </main>
      </div>
      {help && (
        <KeyHelp scopes={props.helpScopes} has={props.hasKey} onClose={() => setHelp(false)} />
      )}
      <Toasts />
    </div>
  );
}

const NEXT_THEME: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const THEME_ICON: Record<Theme, LucideIcon> = { auto: MonitorCog, light: Sun, dark: Moon };

function TopBar({ light, onHelp }: { light: ReactNode; onHelp: () => void }) {
  const say = useWords();
  const node = useNode();
  const language = useLanguage();
  const theme = useTheme();
  const ThemeIcon = THEME_ICON[theme];
  return (
    <header className={style["top"]}>
      {node !== undefined && (
        <>
          <b data-testid="shop">{node.name}</b>
          <span className={style["fact"]}>{node.code}</span>
          <span className={style["fact"]}>{node.operator}</span>
          <span className={style["fact"]} data-testid="business-date">
            {node.business_date}
          </span>
          {node.training && <span className={style["training"]}>{say("node.training")}</span>}
        </>
      )}
      <span className={style["spring"]} />
      {light}
      <Tool
        label={say("tool.language")}
        onPress={() => setLanguage(language === "en" ? "zh-CN" : "en")}
      >
        <Languages size={18} aria-hidden /> {language === "en" ? "中文" : "EN"}
      </Tool>
      <Tool
        label={`${say("tool.theme")}: ${say(`theme.${theme}`)}`}
        onPress={() => setTheme(NEXT_THEME[theme])}
      >
        <ThemeIcon size={18} aria-hidden />
      </Tool>
      <Tool label={`${say("key.help")} F1`} onPress={onHelp}>
        <HelpCircle size={18} aria-hidden />
      </Tool>
    </header>
  );
}

/** A small button of the top bar with its word on hover and focus. */
function Tool(props: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400}>
      <Button
        className={style["tool"] ?? ""}
        aria-label={props.label}
        preventFocusOnPress
        onPress={props.onPress}
      >
        {props.children}
      </Button>
      <Tooltip className={style["tip"] ?? ""}>{props.label}</Tooltip>
    </TooltipTrigger>
  );
}
