// The mark of what was checked and found in order.

export function CheckMark() {
  return (
    <svg class="severity checked-mark" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M1.5 6.5l3 3 6-7" />
    </svg>
  );
}
