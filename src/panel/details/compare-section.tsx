// A packet compared with the row that time is measured to, or else with the same event before: time, size, and what is different in what they carry.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { detailsOf, type PacketDetails } from "../../session/details.ts";
import { Reader } from "../../session/reader.ts";
import { printable } from "../../text/printable.ts";
import { inSlices } from "../slices.ts";
import { exactTime } from "../time.ts";
import { argumentsOf } from "./arguments.ts";
import type { PaneView } from "./details-pane.tsx";
import { type Difference, differences, MOST_DIFFERENCES } from "./difference.ts";
import { earlierSame } from "./earlier.ts";
import { Fold, More, type RowOf, Rows } from "./parts.tsx";
import { summary } from "./tree.tsx";
import type { Entries } from "./tree-rows.ts";

interface CompareProps {
  readonly details: PacketDetails;
  readonly view: PaneView;
  readonly t: Translate;
}

/** Nothing if no row is measured to and the packet is no event. */
export function CompareSection({ details, view, t }: CompareProps) {
  const { entries } = view.store;
  const measured = view.selection.measuredEntry;
  const isMeasured = measured !== null && entries.isPacket(measured);
  if (!isMeasured && entries.event(details.entry) === 0) return null;
  return (
    <Fold name="compare" title={t("compareTitle")} aside={t(isMeasured ? "compareMeasured" : "compareBefore")}>
      <Compared key={`${details.entry} ${measured}`} details={details} measured={isMeasured ? measured : null} view={view} t={t} />
    </Fold>
  );
}

function Compared({ details, measured, view, t }: CompareProps & { readonly measured: number | null }) {
  const { store, selection } = view;
  const entry = useMemo(() => measured ?? earlierSame(store, details.entry), [measured, store, details.entry]);
  // What is on disk comes back, and is read again then.
  const [read, setRead] = useState<PacketDetails | null>(null);
  useEffect(() => {
    if (entry === null || read?.away === false) return;
    const other = detailsOf(store, new Reader(store), entry);
    if (other.kind === "packet" && other.away !== read?.away) setRead(other);
  });
  if (entry === null) return <p class="note">{t("compareNone")}</p>;
  if (read === null || read.away || details.away) return <p class="note">{t("omittedAway")}</p>;
  const [before, after] = store.entries.placeOf(read.entry) < store.entries.placeOf(details.entry) ? [read, details] : [details, read];
  const change = after.engine.bytes - before.engine.bytes;
  const rows: RowOf[] = [
    [
      t("compareOther"),
      <>
        {exactTime(read.at)} <small>{t(read === before ? "compareEarlier" : "compareLater", duration(after.at - before.at))}</small>
      </>,
      <More key="go" text={t("compareGo")} onClick={() => selection.selectEntry(read.entry)} />,
    ],
    [t("size"), `${size(before.engine.bytes)} → ${size(after.engine.bytes)} (${change < 0 ? "−" : "+"}${size(Math.abs(change))})`],
  ];
  return (
    <>
      <Rows rows={rows} />
      <Differences before={before} after={after} t={t} />
    </>
  );
}

interface DifferencesProps {
  readonly before: PacketDetails;
  readonly after: PacketDetails;
  readonly t: Translate;
}

function Differences({ before, after, t }: DifferencesProps) {
  const [found, setFound] = useState<readonly Difference[] | null>(null);
  useEffect(() => {
    let wanted = true;
    void inSlices(differences(carried(before, t), carried(after, t)), () => wanted).then((result) => wanted && setFound(result ?? null));
    return () => {
      wanted = false;
    };
  }, [before, after, t]);
  if (found === null) return <p class="note">{t("comparing")}</p>;
  if (found.length === 0) return <p class="note">{t("compareEqual")}</p>;
  return (
    <>
      <ul class="differences">
        {found.map(({ kind, path, before, after }) => (
          <li key={`${kind} ${path.join("\0")}`}>
            <span class="k">{pathText(path)}</span> <small>{t(KINDS[kind])}</small>
            {kind !== "added" && <del>{valueText(before)}</del>}
            {kind !== "removed" && <ins>{valueText(after)}</ins>}
          </li>
        ))}
      </ul>
      {found.length === MOST_DIFFERENCES && <p class="note">{t("compareMost", MOST_DIFFERENCES)}</p>}
    </>
  );
}

const KINDS = { added: "compareAdded", removed: "compareRemoved", changed: "compareChanged" } as const;

/** What a packet carries, by name. */
function carried(details: PacketDetails, t: Translate): Readonly<Record<string, unknown>> {
  const entries: Entries = argumentsOf(details, t)?.entries ?? [[t("data"), details.socket?.data]];
  return Object.fromEntries(entries);
}

/** `0.to.room["a b"]` */
function pathText(path: readonly string[]): string {
  return printable(
    path.map((name, i) => (/^[\p{L}\p{N}_$]+$/u.test(name) ? `${i === 0 ? "" : "."}${name}` : `[${JSON.stringify(name)}]`)).join(""),
  );
}

/** Characters of a value that are shown. */
const MOST_VALUE = 200;

function valueText(value: unknown): string {
  if (typeof value === "object" && value !== null) return summary(value);
  if (typeof value !== "string") return String(value);
  return printable(JSON.stringify(value.length > MOST_VALUE ? `${value.slice(0, MOST_VALUE)}…` : value));
}
