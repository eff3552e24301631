// Finds room for names beside what they name, so that no two lie on each other.

export interface Box {
  x: number; // the left edge, in pixels
  y: number; // the upper edge
  width: number;
  height: number;
}

export interface Room {
  side: "right" | "left" | "top" | "bottom"; // of what is named
  box: Box;
}

export const GAP = 4; // pixels between a spot and its name

export const meet = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

const lies = (box: Box, within: Box): boolean =>
  box.x >= within.x && box.y >= within.y && box.x + box.width <= within.x + within.width && box.y + box.height <= within.y + within.height;

// Gives where a name of SIZE fits beside SPOT: WITHIN the edges, and on nothing that is TAKEN.
export function findRoom(spot: Box, size: Pick<Box, "width" | "height">, { within, taken }: { within: Box; taken: Box[] }): Room | undefined {
  const x = spot.x + (spot.width - size.width) / 2;
  const y = spot.y + (spot.height - size.height) / 2;
  const rooms: Room[] = [
    { side: "right", box: { ...size, x: spot.x + spot.width + GAP, y } },
    { side: "left", box: { ...size, x: spot.x - size.width - GAP, y } },
    { side: "top", box: { ...size, x, y: spot.y - size.height - GAP } },
    { side: "bottom", box: { ...size, x, y: spot.y + spot.height + GAP } },
  ];
  return rooms.find(({ box }) => lies(box, within) && !taken.some((other) => meet(box, other)));
}
