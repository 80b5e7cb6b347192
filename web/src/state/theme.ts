import { computed, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const key = "theme";

/** The chosen appearance, remembered on this device. */
export const theme = signal<Theme>(stored());

const dark = matchMedia("(prefers-color-scheme: dark)");
const darkSystem = signal(dark.matches);
dark.addEventListener("change", () => {
  darkSystem.value = dark.matches;
});

/** shade is what the chosen appearance comes to. */
export const shade = computed<"light" | "dark">(() => {
  if (theme.value !== "system") return theme.value;
  return darkSystem.value ? "dark" : "light";
});

/** chooseTheme changes the appearance and remembers it here, for the next start of the page. */
export function chooseTheme(t: Theme): void {
  if (theme.peek() === t) return;
  theme.value = t;
  try {
    localStorage.setItem(key, t);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  showTheme();
}

/** showTheme puts the chosen appearance on the document. */
export function showTheme(): void {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}

function stored(): Theme {
  try {
    const t = localStorage.getItem(key);
    return t === "light" || t === "dark" ? t : "system";
  } catch {
    return "system";
  }
}
