// The menu of a row. It is in the ladder's element but not drawn with it: what it shows is what the row was when it was opened.

import { render } from "preact";
import { detailsOf } from "../../session/details.ts";
import { Reader } from "../../session/reader.ts";
import { type Copy, copiesOf } from "../details/copies.ts";
import { copyOut } from "../details/copy-out.ts";
import { headline } from "../details/headline.ts";
import { fileNameOf } from "../export/download.ts";
import { Menu, type MenuItem } from "../menu.tsx";
import type { ViewWithRows } from "../view.ts";
import { type Action, nameOf } from "./action.ts";
import { ROW_ACTIONS, type RowAt, rowAt } from "./row-actions.ts";

const ID = "row-menu";
/** Pixels that stay free around it. */
const MARGIN = 4;
const COPY_KEY = "Ctrl+C";

/** Opens the menu of a row, at a point of the window or below the row. Its row is marked as if it were pointed at. */
export async function openRowMenu(view: ViewWithRows, row: number, point?: { readonly x: number; readonly y: number }): Promise<void> {
  const { t } = view.host;
  const at = rowAt(view, row);
  const copies = await copiesAt(at);
  if (point === undefined) view.ladder.reveal(row);
  const { x, y } = point ?? belowRow(view, row);
  const A = ROW_ACTIONS;
  const item = (action: Action<RowAt>): MenuItem[] =>
    action.when?.(at) === false ? [] : [{ name: t(nameOf(action, at)), keys: action.keys, run: () => action.run(at) }];
  const groups = [
    copies.map((copy, i) => ({ name: t(copy.name), keys: i === 0 ? COPY_KEY : "", run: () => void copyRow(at, copy) })),
    [A.toggle, A.onlyEvent, A.hideEvent, A.onlyNamespace, A.onlySession].flatMap(item),
    at.entry === null ? [] : [A.next, A.previous, A.pair].flatMap(item),
    [A.compare, A.measure, A.twice].flatMap(item),
  ].filter((items) => items.length > 0);

  const place = document.createElement("div");
  place.className = "row-menu-place";
  document.querySelector("main")?.append(place);
  render(<Menu id={ID} name={t("rowMenu")} groups={groups} />, place);
  const menu = document.getElementById(ID);
  menu?.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    render(null, place);
    place.remove();
    view.selection.hold(null);
  });
  view.selection.hold(row);
  menu?.showPopover();
  const { clientWidth, clientHeight } = document.documentElement;
  const [width, height] = [menu?.offsetWidth ?? 0, menu?.offsetHeight ?? 0];
  const left = Math.max(MARGIN, Math.min(x, clientWidth - width - MARGIN));
  const top = Math.max(MARGIN, y + height + MARGIN > clientHeight ? Math.min(y, clientHeight - MARGIN) - height : y);
  if (menu) menu.style.inset = `${top}px auto auto ${left}px`;
}

function belowRow({ ladder }: ViewWithRows, row: number): { readonly x: number; readonly y: number } {
  const box = document.getElementById("ladder")?.getBoundingClientRect();
  const place = ladder.rows.yOf(row);
  return { x: (box?.left ?? 0) + (box?.width ?? 0) / 3, y: (box?.top ?? 0) + (place ? place.y + place.height - ladder.top : 0) };
}

/** What can be copied of a row, once all of it is in memory. */
async function copiesAt({ view: { store, host }, entry }: RowAt): Promise<Copy[]> {
  if (entry === null) return [];
  const details = () => detailsOf(store, new Reader(store), entry);
  if (details().away) await store.log.fetched();
  return copiesOf(details(), host.t);
}

/** Copies what is most likely wanted of a row. */
export async function copyFirst(view: ViewWithRows, row: number): Promise<void> {
  const at = rowAt(view, row);
  const [first] = await copiesAt(at);
  if (first) await copyRow(at, first);
}

async function copyRow({ view, entry }: RowAt, copy: Copy): Promise<void> {
  const { store, host, goTo } = view;
  const { title } = entry === null ? { title: "" } : headline(detailsOf(store, new Reader(store), entry), store, host.t);
  goTo.say([await copyOut(copy, fileNameOf(title))]);
}
