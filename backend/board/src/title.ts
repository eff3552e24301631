// Names the page by what is looked at, as browsers' tabs, histories and screen readers tell it.
import { useEffect } from "preact/hooks";
import { useShell } from "./shell.ts";

export function useTitle(view: string): void {
  const { product } = useShell();
  useEffect(() => {
    document.title = `${view} · ${product.name} · Tutti`;
  }, [view, product.name]);
}
