// Light or dark: as the system says, unless the reader chose; kept on this machine alone.
export type Theme = "system" | "light" | "dark";

const ORDER: Theme[] = ["system", "light", "dark"];
const KEPT = "tutti-theme";

export function readTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return ORDER.find((each) => each === kept) ?? "system";
}

export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? "system";
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  dispatchEvent(new Event("tutti-theme"));
}
