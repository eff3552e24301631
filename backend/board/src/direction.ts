// Keeps words from elsewhere from turning those around them, on pages that run from right to left.

const isTurned = () => (globalThis as { document?: Document }).document?.documentElement.dir === "rtl";

// Sets TEXT apart, to run as its own first letter does: between U+2068 and U+2069, which show nothing.
export const setApart = (text: string): string => (isTurned() ? `\u2068${text}\u2069` : text);
