// What keeps one part of the panel from taking the others with it. Preact leaves a tree whose drawing threw half changed, and every later
// drawing of it throws too.

import { Component, type ComponentChildren } from "preact";
import type { Translate } from "../messages/messages.ts";
import { printable } from "../text/printable.ts";

interface GuardProps {
  /** What the children are drawn of. They are tried again when it is another. */
  readonly of: unknown;
  /** Class of the element that has the part's place in the panel. */
  readonly class: string;
  readonly t: Translate;
  readonly children: ComponentChildren;
}

interface GuardState {
  readonly of?: unknown;
  readonly error: unknown;
}

/** Draws a sentence in place of children that throw. */
export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { error: null };

  static override getDerivedStateFromProps({ of }: GuardProps, state: GuardState): GuardState {
    return of === state.of ? state : { of, error: null };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ error });
  }

  override render({ class: name, t, children }: GuardProps, { error }: GuardState): ComponentChildren {
    if (error === null) return children;
    return (
      <div class={name} role="alert">
        <p class="trouble">▲ {t("notShown", printable(error instanceof Error ? error.message : String(error)))}</p>
      </div>
    );
  }
}
