// Shows of a long list the rows in sight alone: thousands then cost as little as a screenful.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const SPARE = 12; // rows beyond either edge, so that scrolling and tabbing never meet a blank

export interface Sight {
  first: number;
  end: number; // behind the last
}

// Gives which of COUNT rows, each HEIGHT pixels high, are in sight of the window; all when printed.
export function useSight(count: number, height: number) {
  const ref = useRef<HTMLTableSectionElement>(null);
  const [sight, setSight] = useState<Sight>({ first: 0, end: Math.min(count, 40) });
  const [isPrinted, setPrinted] = useState(false);
  const look = () => {
    const top = ref.current?.getBoundingClientRect().top ?? 0;
    const first = Math.max(0, Math.floor(-top / height) - SPARE);
    const end = Math.min(count, Math.ceil((innerHeight - top) / height) + SPARE);
    setSight((before) => (before.first === first && before.end === end ? before : { first, end }));
  };
  useLayoutEffect(look, [count, height]);
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    const print = () => setPrinted(true);
    const printed = () => setPrinted(false);
    addEventListener("scroll", follow, { passive: true });
    addEventListener("resize", follow);
    addEventListener("beforeprint", print);
    addEventListener("afterprint", printed);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", follow);
      removeEventListener("resize", follow);
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", printed);
    };
  }, [count, height]);
  const seen = isPrinted ? { first: 0, end: count } : { first: Math.min(sight.first, count), end: Math.min(Math.max(sight.end, 0), count) };
  return { ref, ...seen };
}
