// Where findings begin, and the rows that prove the open one: marks left of the times, and lines in words between the rows.

import type { Severity } from "../../findings/finding.ts";
import { printable } from "../../text/printable.ts";
import type { FindingMark, Scene } from "../scene/scene.ts";
import type { Layout } from "./layout.ts";
import { fitRemark } from "./rows.tsx";
import { Text } from "./shapes.tsx";
import { FONTS } from "./style.ts";

/** The rows that prove the open finding, by their keys: the number of each, and in words what it proves. */
export type Evidence = ReadonlyMap<number, { readonly number: number; readonly words: string }>;

interface SeverityMarkProps {
  readonly severity: Severity;
  /** Its severity in words; without it the mark is not there for assistive technology. */
  readonly label?: string;
  /** Its left and upper edge. */
  readonly x?: number;
  readonly y?: number;
}

/** Severities differ by shape: a filled triangle for an error, a hollow one for a warning, a ring with an i for an explanation. 12 × 12 px. */
export function SeverityMark({ severity, label, x, y }: SeverityMarkProps) {
  return (
    <svg
      class={`severity ${severity}`}
      x={x}
      y={y}
      width={12}
      height={12}
      viewBox="0 0 12 12"
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {severity === "info" ? (
        <>
          <circle cx={6} cy={6} r={5} />
          <path d="M6 5.4v3.2M6 3.2v.9" />
        </>
      ) : (
        <path d="M6 1.2L11.2 10.6H.8z" />
      )}
    </svg>
  );
}

interface FindingsProps {
  readonly scene: Pick<Scene, "findings" | "rows">;
  readonly layout: Layout;
  readonly origin: number;
  readonly evidence: Evidence | null;
  /** Hides it from screen readers, because the names of rows say the same. */
  readonly hidden: boolean | undefined;
}

export function Findings({ scene, layout, origin, evidence, hidden }: FindingsProps) {
  // A number stands where the mark of its row would.
  const marks = scene.findings.filter(({ line, row }) => line || !evidence?.has(row));
  return (
    <g class="findings" aria-hidden={hidden}>
      {marks.map((mark) => (
        <FindingPicture key={mark.finding} mark={mark} layout={layout} y={mark.y - origin} />
      ))}
      {scene.rows.map(({ key, y, height }) => {
        const proof = evidence?.get(key);
        return proof && <EvidenceNumber key={key} number={proof.number} layout={layout} y={y - origin + height / 2} />;
      })}
    </g>
  );
}

interface FindingPictureProps {
  readonly mark: FindingMark;
  readonly layout: Layout;
  readonly y: number;
}

/** With fewer pixels for what is wrong, "begins here" is left out. */
const FAIR_ROOM = 260;

/** The shape of its severity. On a line of its own, its name and what is wrong stand beside it. */
function FindingPicture({ mark: { finding, severity, name, title, begins, line, height }, layout, y }: FindingPictureProps) {
  const { widths } = layout;
  const base = y + height / 2 + 3.5;
  const shown = widths.fit(printable(name), layout.meta - layout.label, FONTS.name);
  const saysX = layout.label + widths.pixels(shown, FONTS.name) + 7;
  const room = Math.max(0, layout.meta - saysX);
  // Where room is short, the place of the line says that it begins here.
  const text = line ? fitRemark(room < FAIR_ROOM ? title : begins, room, widths) : "";
  return (
    <g data-finding={finding}>
      <title>{printable(`${name} · ${title}`)}</title>
      <rect class="finding-ground" x={layout.mark - 9} y={y} width={line ? layout.meta - layout.mark + 9 : 18} height={height} />
      <SeverityMark severity={severity} x={layout.mark - 6} y={y + height / 2 - 6} />
      {line && <Text widths={widths} x={layout.label} y={base} font="name" text={shown} />}
      {text !== "" && <Text widths={widths} x={saysX} y={base} font="remark" text={text} />}
    </g>
  );
}

const RING = 6.5;

function EvidenceNumber({ number, layout, y }: { readonly number: number; readonly layout: Layout; readonly y: number }) {
  return (
    <g class="evidence-mark">
      <circle class="evidence-ring" cx={layout.mark} cy={y} r={RING} />
      <Text widths={layout.widths} x={layout.mark} y={y + 3.5} font="evidence" cls="mid" text={`${number}`} />
    </g>
  );
}
