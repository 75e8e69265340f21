// The panel's state, wired together: input changes the settings, the ladder or the selection, each of which asks for a drawing. To
// draw is to take in what is new and to render the slice around the viewport. No work here grows with the length of the trace.
// The ladder and the selection are loaded after the first frame, so that an empty panel is on the screen soon.
//
//   settings ──► ladder (rows, scroll, slice) ◄── selection (rows, details) ──► details

import type { Beginning } from "../findings/beginnings.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { adoptStyle } from "./adopt-style.ts";
import type { DetailsPane } from "./details/details-pane.tsx";
import { DrawScheduler } from "./draw-scheduler.ts";
import { Example } from "./example/example.ts";
import type { FindingsView } from "./findings/findings-view.ts";
import type { GoTo } from "./go-to/go-to.ts";
import type { Host } from "./host.ts";
import type { LadderView } from "./ladder/ladder-view.ts";
import type { TimeScale } from "./ladder/time-scale.ts";
import { Lazy } from "./lazy.ts";
import { layOutPanel, type PanelLayout } from "./panel-layout.ts";
import type { Selection } from "./selection.ts";
import { Settings } from "./settings.ts";
import { nextTask } from "./slices.ts";
import { StatisticsPart } from "./statistics-part.ts";
import type { Comparing, FindingsPart, RowsPart } from "./view-parts.ts";

/** While recording, ages and the last row's `now` are drawn anew once a second, without traffic too. */
const TICK_MS = 1000;
/** Where findings begin before the part with the findings is loaded. */
const NOTHING: readonly Beginning[] = [];

/** The view for those parts of the panel that are there only with rows. */
export type ViewWithRows = View & Pick<RowsPart, "ladder" | "selection" | "timeScale" | "goTo">;

export class View {
  readonly host: Host;
  readonly settings: Settings;
  readonly rows: Lazy<RowsPart>;
  readonly detailsPane: Lazy<typeof DetailsPane>;
  readonly findingsPart: Lazy<FindingsPart>;
  readonly example: Example;
  readonly statistics: StatisticsPart;
  /** What is open in the details, by the name of its place. It outlasts rows and traces. */
  readonly opened = new Map<string, unknown>();
  readonly #draw: (view: View) => void;
  readonly #scheduler: DrawScheduler;
  /** Ends the subscription to the host. */
  readonly #leaveHost: () => void;
  /** The trace that is shown: `host.store` as of the host's last change. */
  #store: Store;
  /** Ends the subscription to the store. */
  #leaveStore: () => void = () => {};
  /** Id of the interval of `TICK_MS`; 0 when not recording. */
  #tick = 0;
  /** Size of the panel in pixels. */
  #width = 0;
  #height = 0;
  /** How often the store has changed. A new number means that sessions, which change in place, may have. */
  #version = 0;
  /** The store has changed since the last drawing. */
  #arrived = false;
  /** One sentence about something the panel itself could not do. */
  #complaint: string | null = null;
  /** What is to be saved waits for events that are still to come. */
  #saving = false;
  /** The user closed the banner about sessions that began before the recording. */
  #lateClosed = false;
  /** The place that was kept for the trace is restored. */
  #isPlaced = false;
  /** A file is being dragged over the panel. */
  #dropping = false;
  #comparing: Comparing | null = null;
  /** Grows when the comparison that was asked for is not wanted any more. */
  #asked = 0;
  /** Resolves when the last comparison that was asked for is made. */
  #compared: Promise<void> = Promise.resolve();
  /** Takes the style of the ladder away. */
  #dropStyle: () => void = () => {};

  /** @param root the element that the panel fills. */
  constructor(host: Host, root: HTMLElement, draw: (view: View) => void) {
    const changed = () => this.#changed();
    this.host = host;
    this.#draw = draw;
    this.#store = host.store;
    this.#scheduler = new DrawScheduler(() => this.#drawFrame());
    this.settings = new Settings((affected) => {
      if (affected === "panes") return this.#changed();
      this.#endComparison();
      this.ladder?.apply(affected);
    });
    this.rows = new Lazy(() => this.#loadRows(root), changed);
    this.detailsPane = new Lazy(async () => (await import("./details/details-pane.tsx")).DetailsPane, changed);
    this.example = new Example(this, changed);
    this.statistics = new StatisticsPart(this, changed);
    this.findingsPart = new Lazy(() => this.#loadFindings(), changed);
    this.#watchStore();
    this.#leaveHost = host.subscribe(() => this.#hostChanged());
    this.#hostChanged();
  }

  dispose(): void {
    this.#keepPlace();
    this.#endComparison();
    clearInterval(this.#tick);
    this.#leaveStore();
    this.#leaveHost();
    this.#scheduler.close();
    void this.rows.idle().then(() => {
      this.ladder?.dispose();
      this.findings?.dispose();
      this.statistics.view?.dispose();
      this.#dropStyle();
    });
  }

  get ladder(): LadderView | null {
    return this.rows.value?.ladder ?? null;
  }
  get selection(): Selection | null {
    return this.rows.value?.selection ?? null;
  }
  get timeScale(): TimeScale | null {
    return this.rows.value?.timeScale ?? null;
  }
  get goTo(): GoTo | null {
    return this.rows.value?.goTo ?? null;
  }
  get findings(): FindingsView | null {
    return this.findingsPart.value?.view ?? null;
  }
  /** Whether the part with the rows is loaded. */
  hasRows(): this is ViewWithRows {
    return this.rows.value !== null;
  }
  get store(): Store {
    return this.#store;
  }
  get layout(): PanelLayout {
    return layOutPanel(this.#width, this.#height, (this.selection?.details ?? this.findings?.page ?? null) !== null, this.settings.panes);
  }
  get version(): number {
    return this.#version;
  }
  get complaint(): string | null {
    return this.#complaint;
  }
  get saving(): boolean {
    return this.#saving;
  }
  get lateClosed(): boolean {
    return this.#lateClosed;
  }
  get dropping(): boolean {
    return this.#dropping;
  }
  get recording(): boolean {
    return this.host.status.state === "recording";
  }

  setSize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#changed();
  }

  complain(sentence: string | null): void {
    this.#complaint = sentence;
    this.#changed();
  }

  /** Calls `save` when the store has everything that happened until now. Does nothing while another call waits for that, or a file is read. */
  async save(save: () => void | Promise<void>): Promise<void> {
    if (this.#saving || this.host.opening !== null) return;
    this.#setSaving(true);
    try {
      await Promise.all([this.host.flush(), this.host.t.complete()]);
      await save();
    } catch (error) {
      this.complain(this.host.t("cannotSave", error instanceof Error ? error.message : String(error)));
    }
    this.#setSaving(false);
  }

  closeLate(): void {
    this.#lateClosed = true;
    this.#changed();
  }

  get comparing(): Comparing | null {
    return this.#comparing;
  }

  /** Shows a session beside another one of the trace, or the first one of a file. */
  compare(session: Session, other: Session | File): void {
    this.#compared = this.#compare(session, other);
  }

  async #compare(session: Session, other: Session | File): Promise<void> {
    const asked = ++this.#asked;
    const isWanted = () => asked === this.#asked;
    const shown = { store: this.#store, session, file: this.host.status.file ?? "" };
    try {
      const { ComparePane, compareWith } = await import("./compare/part.ts");
      const compared = await compareWith(this, shown, other, isWanted);
      if (compared === null || !isWanted()) return;
      this.#comparing = { compared, ComparePane };
      this.#changed();
    } catch (error) {
      if (isWanted()) this.complain(this.host.t("cannotCompare", error instanceof Error ? error.message : String(error)));
    }
  }

  closeComparison(): void {
    this.#endComparison();
    this.#changed();
  }

  #endComparison(): void {
    this.#asked++;
    this.#comparing = null;
  }

  setDropping(dropping: boolean): void {
    if (dropping === this.#dropping) return;
    this.#dropping = dropping;
    this.#changed();
  }

  /** Resolves when nothing is left to read, to load or to draw. */
  async idle(): Promise<void> {
    while (this.host.opening !== null) await new Promise<void>((changed) => this.#once(changed));
    // Drawing may need a chunk, and a chunk that was loaded asks for a drawing.
    await this.#scheduler.idle();
    await Promise.all([this.rows.idle(), this.detailsPane.idle(), this.findingsPart.idle(), this.example.part.idle(), this.#compared]);
    await this.#scheduler.idle();
    await Promise.all([this.findings?.idle(), this.statistics.idle()]);
    await this.#scheduler.idle();
    await Promise.all([this.ladder?.idle(), this.goTo?.idle()]);
    const { log } = this.#store;
    for (let misses = -1; misses !== log.misses; ) {
      misses = log.misses;
      await log.fetched();
      await this.#scheduler.idle();
    }
  }

  #setSaving(saving: boolean): void {
    this.#saving = saving;
    this.#changed();
  }

  /** Calls back at the host's next change. */
  #once(listener: () => void): void {
    const leave = this.host.subscribe(() => {
      leave();
      listener();
    });
  }

  #changed(): void {
    this.#scheduler.request();
  }

  #hostChanged(): void {
    if (this.host.store !== this.#store) this.#showStore();
    clearInterval(this.#tick);
    this.#tick = this.recording ? window.setInterval(() => this.#storeChanged(), TICK_MS) : 0;
    this.#storeChanged();
    // A file that is being read changes the host with each slice.
    if (this.host.opening === null) this.#changed();
  }

  /** Keeps where the user is, if there is anything to be at. */
  #keepPlace(): void {
    if (this.#isPlaced && this.hasRows()) this.rows.value?.keepPlace(this);
  }

  /** Begins with another trace. The settings stay, but for the scope. */
  #showStore(): void {
    this.#keepPlace();
    this.#isPlaced = false;
    this.#leaveStore();
    this.#store = this.host.store;
    this.#lateClosed = false;
    this.#endComparison();
    this.settings.resetScope();
    this.selection?.reset();
    this.timeScale?.select(null);
    this.findings?.reset();
    this.ladder?.reset(this.host.status.file === undefined);
    this.#watchStore();
  }

  #watchStore(): void {
    const changed = () => this.#storeChanged();
    this.#leaveStore = this.#store.subscribe(changed, changed);
  }

  #storeChanged(): void {
    this.#version++;
    this.#arrived = true;
    this.ladder?.outdated();
    this.#scheduler.requestLater();
  }

  #drawFrame(): void {
    this.ladder?.mark(this.findings?.beginnings ?? NOTHING);
    if (this.findings !== null) this.ladder?.filtering.setProblems(this.findings.problems);
    this.ladder?.prepare();
    if (!this.#isPlaced && this.hasRows()) {
      this.#isPlaced = true;
      this.rows.value?.restorePlace(this);
      this.ladder?.prepare();
    }
    if (this.#arrived) this.selection?.refresh();
    this.selection?.settle();
    this.findings?.refresh();
    this.statistics.view?.refresh();
    this.goTo?.note();
    this.#arrived = false;
    if (this.selection !== null && this.selection.details !== null) void this.detailsPane.need();
    this.#draw(this);
    this.ladder?.placeScroller();
    void this.rows.need();
    if (this.#store.sessions.length > 0) void this.findingsPart.need();
  }

  async #loadRows(root: HTMLElement): Promise<RowsPart> {
    // The first frame is painted before.
    await nextTask();
    const [part] = await Promise.all([import("./ladder/part.ts"), this.host.t.complete()]);
    const { GoTo, LADDER, LadderView, measureWidths, Selection, TimeScale, ...shown } = part;
    const changed = () => this.#changed();
    this.#dropStyle = adoptStyle(LADDER);
    const ladder: LadderView = new LadderView(this, measureWidths(root), {
      changed,
      progressed: () => this.#scheduler.requestLater(),
      rebuilt: () => selection.rebuilt(),
      shrunk: (before) => selection.stayVisible(before),
    });
    ladder.setFollow(this.host.status.file === undefined);
    const selection: Selection = new Selection(this, ladder, changed);
    const timeScale: TimeScale = new TimeScale(this, ladder, changed);
    const goTo: GoTo = new GoTo(this, ladder, selection, changed);
    return { ...shown, ladder, selection, timeScale, goTo };
  }

  async #loadFindings(): Promise<FindingsPart> {
    const { FindingsCounts, FindingsList, FindingsMenu, FindingsPage, FindingsView, sayIn, WorstLine } = await import("./findings/part.ts");
    const say = await sayIn(this.host.t("language"));
    return {
      view: new FindingsView(this, say, () => this.#changed()),
      FindingsCounts,
      FindingsList,
      FindingsMenu,
      FindingsPage,
      WorstLine,
    };
  }
}
