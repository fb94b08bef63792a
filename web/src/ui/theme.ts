import { theme, type ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

export type Mode = "light" | "dark";
const stored = "qinlian.mode";
const listeners = new Set<() => void>();

const wished = (): Mode => {
  const kept = localStorage.getItem(stored);
  if (kept === "dark" || kept === "light") return kept;
  return typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};
let mode: Mode = wished();
document.documentElement.dataset.theme = mode;

export function setMode(to: Mode) {
  mode = to;
  localStorage.setItem(stored, to);
  document.documentElement.dataset.theme = to;
  for (const call of listeners) call();
}

export const useMode = () =>
  useSyncExternalStore(
    (call) => {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    () => mode,
  );

const family = `"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif`;

/** The same colours as tokens.css, as antd wants them. */
export const themes: Record<Mode, ThemeConfig> = {
  light: {
    algorithm: theme.defaultAlgorithm,
    token: {
      colorPrimary: "#1c5d86",
      colorInfo: "#1c5d86",
      colorInfoBg: "#e8f1f7",
      colorInfoBorder: "#a9c9de",
      colorLink: "#1c5d86",
      colorLinkHover: "#164a6b",
      colorLinkActive: "#123c57",
      colorError: "#b3261e",
      colorWarning: "#8f5600",
      colorWarningBg: "#fcf2e0",
      colorWarningBorder: "#e6cd9c",
      colorSuccess: "#1a6b43",
      colorText: "#17232e",
      colorTextSecondary: "#4a5967",
      colorTextTertiary: "#5c6a78",
      colorTextPlaceholder: "#647382",
      colorBgLayout: "#f3f5f7",
      colorBorder: "#cbd3da",
      colorBorderSecondary: "#e1e6ea",
      borderRadius: 8,
      fontFamily: family,
      fontSize: 14,
    },
    components: {
      Table: {
        rowSelectedBg: "#f4f9fc",
        rowSelectedHoverBg: "#f4f9fc",
        headerBg: "#f8fafb",
        headerColor: "#4a5967",
        cellPaddingBlockMD: 9,
        cellPaddingInlineMD: 12,
      },
    },
  },
  dark: {
    algorithm: theme.darkAlgorithm,
    token: {
      colorPrimary: "#4f9fcf",
      colorInfo: "#6fb4de",
      colorLink: "#6fb4de",
      colorLinkHover: "#93c9ea",
      colorLinkActive: "#93c9ea",
      colorError: "#ff8f86",
      colorWarning: "#f2bd5c",
      colorSuccess: "#71cd9b",
      colorText: "#e8eef2",
      colorTextSecondary: "#b4c0ca",
      colorTextTertiary: "#94a3b0",
      colorTextPlaceholder: "#94a3b0",
      colorBgBase: "#18222b",
      colorBgLayout: "#0f161c",
      colorBgContainer: "#18222b",
      colorBgElevated: "#1e2a34",
      colorBorder: "#3b4b58",
      colorBorderSecondary: "#2b3944",
      borderRadius: 8,
      fontFamily: family,
      fontSize: 14,
    },
    components: {
      Button: { primaryColor: "#08131b" },
      Table: {
        rowSelectedBg: "#1c3445",
        rowSelectedHoverBg: "#213c4f",
        headerBg: "#1e2a34",
        headerColor: "#b4c0ca",
        cellPaddingBlockMD: 9,
        cellPaddingInlineMD: 12,
      },
    },
  },
};
