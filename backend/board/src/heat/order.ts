// Puts rows and columns that are alike side by side, so that blocks of agreement can be seen.

export type Grid = (number | null)[][]; // rows of supports, 0 to 1; null where nobody was heard

// Gives the mean square difference of two rows, where both are known; strangers stand at a half.
export function distance(one: (number | null)[], other: (number | null)[]): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < one.length; at += 1) {
    const [a, b] = [one[at], other[at]];
    if (a == null || b == null) continue;
    sum += (a - b) ** 2;
    count += 1;
  }
  return count > 0 ? sum / count : 0.25;
}

const known = (row: (number | null)[]) => row.filter((value) => value != null);
const mean = (row: (number | null)[]) => known(row).reduce((sum, value) => sum + value, 0) / Math.max(1, known(row).length);

// Gives the order in which each row is followed by the one most like it, from the best-backed on.
export function arrangeAlike(grid: Grid): number[] {
  const left = new Set(grid.keys());
  let at = [...left].reduce((best, row) => (mean(grid[row] ?? []) > mean(grid[best] ?? []) ? row : best), 0);
  const order: number[] = [];
  while (left.size > 0) {
    order.push(at);
    left.delete(at);
    let nearest = -1;
    let least = Infinity;
    for (const row of left) {
      const apart = distance(grid[at] ?? [], grid[row] ?? []);
      if (apart < least) [nearest, least] = [row, apart];
    }
    at = nearest;
  }
  return order;
}

export function transpose(grid: Grid): Grid {
  return (grid[0] ?? []).map((_, column) => grid.map((row) => row[column] ?? null));
}
