/** How many of the places 0 … length − 1 lie before a border, found by halving: `isBefore` must hold up to it and not from it on. */
export function partition(length: number, isBefore: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
