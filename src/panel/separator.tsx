// The line between two parts of the panel. Dragging it, or its keys, resize one of them.

interface SeparatorProps {
  /** What is resized, in words. */
  readonly name: string;
  /** Size of that part in pixels, the sizes that it may have, and the one that a double click gives it: null if the part then decides itself. */
  readonly size: number;
  readonly least: number;
  readonly most: number;
  readonly preset: number | null;
  /** On which side of the separator the part lies. With `below` the separator is a horizontal line. */
  readonly side: "left" | "right" | "below";
  readonly resize: (size: number) => void;
  /** Gives the part the size that it chooses itself. */
  readonly reset?: () => void;
  /** Closes or opens the part, if it can be closed; it has size 0 then. Enter does that, and dragging over half of its least size. */
  readonly setOpen?: (open: boolean) => void;
  readonly cls?: string;
}

/** Pixels that an arrow key moves it, and with Shift. */
const STEP = 16;
const LONG_STEP = 64;

export function Separator({ name, size, least, most, preset, side, resize, reset, setOpen, cls = "" }: SeparatorProps) {
  const isBelow = side === "below";
  const limited = (wanted: number) => resize(Math.min(most, Math.max(least, Math.round(wanted))));
  /** Begins to drag: the pointer stays as far from the edge of the part as it is. */
  const drag = (event: PointerEvent) => {
    const line = event.currentTarget;
    if (event.button !== 0 || !(line instanceof HTMLElement)) return;
    // A press would begin to select text.
    event.preventDefault();
    line.focus();
    line.setPointerCapture(event.pointerId);
    const position = ({ clientX, clientY }: MouseEvent) => (isBelow ? clientY : clientX) * (side === "left" ? 1 : -1);
    const start = size - position(event);
    const ended = new AbortController();
    const { signal } = ended;
    line.addEventListener(
      "pointermove",
      (move) => {
        const wanted = start + position(move);
        if (setOpen !== undefined && wanted < least / 2) setOpen(false);
        else limited(wanted);
      },
      { signal },
    );
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const)
      line.addEventListener(end, () => ended.abort(), { signal });
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? LONG_STEP : STEP;
    const [shrink, grow] = { left: ["ArrowLeft", "ArrowRight"], right: ["ArrowRight", "ArrowLeft"], below: ["ArrowDown", "ArrowUp"] }[side];
    if (event.key === shrink) limited(size - step);
    else if (event.key === grow) limited(size + step);
    else if (event.key === "Home") limited(least);
    else if (event.key === "End") limited(most);
    else if (event.key === "Enter" && setOpen) setOpen(size === 0);
    else if (event.key === "Enter" && reset) reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      class={`separator ${side} ${cls}`}
      role="separator"
      tabIndex={0}
      aria-label={name}
      title={name}
      aria-orientation={isBelow ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={setOpen ? 0 : least}
      aria-valuemax={most}
      onPointerDown={drag}
      onDblClick={() => (preset === null ? reset?.() : limited(preset))}
      onKeyDown={keyDown}
    />
  );
}
