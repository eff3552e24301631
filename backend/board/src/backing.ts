// What may be said of a group's backing. Of small groups not everybody is told how many were heard.

export interface Backing {
  support: number;
  heard?: number | null;
}

type Hearing = Pick<Backing, "heard">;

// Tells that nobody of the group was heard, so that its support is nobody's view.
export const isUnheard = ({ heard }: Hearing) => heard === 0;

// Tells that the group is too small for its reader to be told whether anybody was heard.
export const isUntold = ({ heard }: Hearing) => heard == null;

// Gives the support to be told. There is none where nobody was heard: it is but the middle to start
// from. Nor is there any of a group that is untold, or the middle would pass for its view.
export const supportOf = (backing: Backing) => (isUnheard(backing) || isUntold(backing) ? null : backing.support);
