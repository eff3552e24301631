// Tells whether the page is as narrow as a phone; board.css lays out by the same width.
import { useEffect, useState } from "preact/hooks";

const narrow = matchMedia("(max-width: 45rem)");

export function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(narrow.matches);
  useEffect(() => {
    const follow = () => setNarrow(narrow.matches);
    narrow.addEventListener("change", follow);
    return () => narrow.removeEventListener("change", follow);
  }, []);
  return isNarrow;
}
