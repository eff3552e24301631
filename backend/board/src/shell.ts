// What all views know: the product that is looked at, the groups, and who looks.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Scope, ShellQuery } from "./generated/graphql.ts";

export interface Shell {
  product: ShellQuery["products"]["nodes"][number];
  groups: ShellQuery["groups"]["nodes"];
  viewer: ShellQuery["viewer"];
}

export const ShellContext = createContext<Shell | null>(null);

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell === null) throw new Error("there is no shell around this");
  return shell;
}

// Tells whether the viewer has SCOPE in the product that is looked at.
export function useMay(scope: Scope): boolean {
  const { viewer, product } = useShell();
  const here = viewer.products.find((each) => each.product?.key === product.key);
  return viewer.scopes.includes(scope) || (here?.scopes.includes(scope) ?? false);
}
