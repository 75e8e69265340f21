// The strip above the example: its steps, numbered as in the diagram, each explained and shown in the ladder.

import { Component } from "preact";
import { type StepName, stepOf } from "../../diagram/rows/step-name.ts";
import type { MessageKey } from "../../messages/messages.ts";
import type { Store } from "../../session/store.ts";
import { IconButton } from "../icon-button.tsx";
import { Icon } from "../icons.tsx";
import type { View } from "../view.ts";

interface ExampleStep {
  readonly step: StepName;
  readonly name: MessageKey;
  readonly words: MessageKey;
}

const STEPS: readonly ExampleStep[] = [
  { step: "page", name: "stepPage", words: "examplePage" },
  { step: "handshake", name: "stepHandshake", words: "exampleHandshake" },
  { step: "polling", name: "stepPolling", words: "examplePolling" },
  { step: "upgrade", name: "stepUpgrade", words: "exampleUpgrade" },
  { step: "messages", name: "stepMessages", words: "exampleMessages" },
  { step: "heartbeat", name: "stepHeartbeat", words: "exampleHeartbeat" },
  { step: "close", name: "stepClose", words: "exampleClose" },
];

interface StripProps {
  readonly view: Pick<View, "host" | "store" | "selection">;
}

export class ExampleStrip extends Component<StripProps, { readonly at: number | null }> {
  override state = { at: null };

  override render({ view }: StripProps, { at }: { readonly at: number | null }) {
    const { host } = view;
    const { t } = host;
    const current = STEPS[at ?? -1];
    const close = t("closeExample");
    return (
      <section class="example" aria-label={t("example")}>
        <div class="example-steps">
          <IconButton icon="back" name={t("previousStep")} disabled={(at ?? 0) === 0} onClick={() => this.#go((at ?? 1) - 1)} />
          <ol>
            {STEPS.map(({ step, name }, i) => (
              <li key={step}>
                <button type="button" class="example-step" aria-current={i === at ? "step" : undefined} onClick={() => this.#go(i)}>
                  {step !== "close" && <b>{i + 1}</b>} <span>{t(name)}</span>
                </button>
              </li>
            ))}
          </ol>
          <IconButton icon="forward" name={t("nextStep")} disabled={at === STEPS.length - 1} onClick={() => this.#go((at ?? -1) + 1)} />
          <span class="grow" />
          <button type="button" class="ib" aria-label={close} title={close} onClick={() => host.clear()}>
            <Icon name="close" />
          </button>
        </div>
        <p aria-live="polite">{t(current?.words ?? "exampleIntro")}</p>
      </section>
    );
  }

  #go(at: number): void {
    const step = STEPS[at];
    const entry = step && entryOf(this.props.view.store, step.step);
    if (entry !== undefined) this.props.view.selection?.selectEntry(entry);
    this.setState({ at });
  }
}

/** The first packet of a step, or else the first entry. Polls go on during the upgrade, so that it is shown by its probe. */
function entryOf(store: Store, step: StepName): number | undefined {
  const { entries } = store;
  const probe = store.sessions[0]?.upgrade?.probeEntry;
  if (step === "upgrade" && typeof probe === "number") return probe;
  // The example is short: all are looked at.
  const own = Array.from({ length: entries.length }, (_, place) => entries.ordered(place)).filter(
    (entry) => stepOf(entries, entry, store.link(entry)) === step,
  );
  return own.find((entry) => entries.isPacket(entry)) ?? own[0];
}
