// A row of the ladder in one sentence, as its accessible name.

import type { Row } from "../../diagram/scene/scene.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";

export function describeRow(row: Row, t: Translate): string {
  return printable([...parts(row, t), row.whose].filter((part) => part !== undefined && part !== "").join(", "));
}

function parts(row: Row, t: Translate): readonly (string | undefined)[] {
  switch (row.kind) {
    case "packet":
      return [
        row.time,
        row.problem ? t("problem") : "",
        t(row.direction),
        `${row.code} ${row.name}`.trim(),
        row.ack === undefined ? "" : t("ackId", row.ack),
        row.args,
        row.remark,
        row.unsent ? t("legendUnsent") : row.lost && !row.remark?.includes(t("notKnownToArrive")) ? t("notKnownToArrive") : "",
        row.latency,
        row.size,
      ];
    case "http":
      return [
        row.time,
        row.problem ? t("problem") : "",
        "HTTP",
        row.both ? "" : t(row.direction),
        `${row.code} ${row.path}`,
        row.remark,
        row.unsent ? t("legendUnsent") : "",
        row.latency,
        row.size,
      ];
    case "fields":
      return row.fields.map(([name, value]) => `${name} ${value}`);
    case "seam":
      return [row.time];
    case "quiet":
      return [row.text];
    case "gap":
    case "live":
      return [row.time, row.text, row.remark];
    case "mark":
      return [row.time, row.tone === "problem" ? t("problem") : row.tone === "inferred" ? t("inferred") : "", row.text, row.remark];
    case "fold":
      return [row.time, row.problem ? t("problem") : "", row.name, ...row.bits, t(row.open ? "unfolded" : "folded"), row.size];
    case "step":
      return [t("stepNamed", `${row.number} ${row.name}`.trim()), row.note, row.took];
  }
}
