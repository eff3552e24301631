// The colour of a cell: from objecting over neither to backing, and pale where few were heard.

// Gives what board.css mixes a cell's colour from: SUPPORT and how SURE it is, both from 0 to 1.
export function toneOf(support: number, sure: number): Record<string, string> {
  return {
    "--hue": support < 0.5 ? "var(--cell-objecting)" : "var(--cell-backing)",
    "--force": `${Math.round(Math.abs(support - 0.5) * 200)}%`,
    "--sure": sure.toFixed(2),
  };
}
