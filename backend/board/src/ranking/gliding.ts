// Lets rows glide to their new places when their order changes, unless the reader wants no motion.
import { useLayoutEffect, useRef } from "preact/hooks";

const still = matchMedia("(prefers-reduced-motion: reduce)");

// Moves the rows below REF, each known by data-key, from where they were before STAMP changed.
export function useGliding(ref: { current: HTMLElement | null }, stamp: unknown): void {
  const places = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const before = places.current;
    const after = new Map<string, number>();
    for (const row of ref.current?.querySelectorAll<HTMLElement>("[data-key]") ?? []) {
      const key = row.dataset["key"] ?? "";
      const top = row.offsetTop;
      after.set(key, top);
      const was = before.get(key);
      if (was !== undefined && was !== top && !still.matches) {
        row.animate([{ transform: `translateY(${was - top}px)` }, { transform: "none" }], { duration: 400, easing: "ease-out" });
      }
    }
    places.current = after;
  }, [stamp]);
}
