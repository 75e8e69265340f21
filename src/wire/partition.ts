/** Binary search: for how many of the places 0 … length − 1 `isBefore` holds. It must hold for the first of them, and for none after. */
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
