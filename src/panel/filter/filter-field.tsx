// The field of the filter: a combobox (ARIA Authoring Practices Guide) with chips before and behind its text.

import { useLayoutEffect, useRef } from "preact/hooks";
import { readExpression, wrongIn } from "../../filter/expression.ts";
import type { Translate } from "../../messages/messages.ts";
import { printable } from "../../text/printable.ts";
import { Icon } from "../icons.tsx";
import type { ViewWithRows } from "../view.ts";
import { Chip } from "./chip.tsx";
import { chipsOf, cleared, edit, type Field, isFresh, joinBefore, remove, typed } from "./field.ts";
import { type FieldState, useFieldState } from "./field-state.ts";
import { FilterCount } from "./filter-count.tsx";
import { SuggestionList } from "./suggestion-list.tsx";

const LIST_ID = "filter-suggestions";
const SAYS_ID = "filter-says";

export function FilterField({ view }: { readonly view: ViewWithRows }) {
  const { t } = view.host;
  const input = useRef<HTMLInputElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const state = useFieldState(view);
  const { field, listed, chosen, wrong, isOpen, set } = state;
  useLayoutEffect(() => placeBelow(popup.current, input.current));
  const chips = (parts: readonly string[], from: number) =>
    parts.map((part, i) => (
      <Chip
        key={`${i} ${part}`}
        part={part}
        t={t}
        edit={() => {
          input.current?.focus();
          set(edit(field, from + i), true);
        }}
        remove={() => set(remove(field, from + i), isOpen)}
      />
    ));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the text is one into it
    <div class="filter-field" onMouseDown={(event) => keepFocus(event, input.current)}>
      {!view.layout.narrow && <Icon name="filter" />}
      <div class="filter-parts">
        {chips(field.before, 0)}
        <Input state={state} input={input} t={t} />
        {chips(field.after, field.before.length)}
      </div>
      <FilterCount view={view} />
      {(chipsOf(field).length > 0 || field.text !== "") && (
        <button
          type="button"
          class="filter-clear"
          aria-label={t("filterClear")}
          title={t("filterClear")}
          onClick={() => {
            // To get the focus shows the field as it is drawn now.
            input.current?.focus();
            set(cleared(field), false);
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <p id={SAYS_ID} class="spoken">
        {says(field, wrong === null ? null : t(...wrong.reason), t)}
      </p>
      {isOpen && (
        <div class="filter-popup" ref={popup}>
          {listed.length > 0 && (
            <SuggestionList id={LIST_ID} listed={listed} chosen={chosen} within={state.within} pick={state.pick} t={t} />
          )}
          {wrong && listed.length === 0 && (
            <p class="filter-reason">
              <span class="chip-mark">▲</span> {t(...wrong.reason)}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

interface InputProps {
  readonly state: FieldState;
  readonly input: { current: HTMLInputElement | null };
  readonly t: Translate;
}

function Input({ state, input, t }: InputProps) {
  const { field, listed, chosen, wrong, set, show } = state;
  const chips = field.before.length + field.after.length;
  const apply = (next: Field) => set(next, isFresh(next));
  useLayoutEffect(() => {
    const element = input.current;
    if (element && document.activeElement === element) element.setSelectionRange(field.caret, field.caret);
  }, [field.text, chips, field.before.length]);
  const follow = ({ currentTarget: { selectionStart, selectionEnd } }: { readonly currentTarget: HTMLInputElement }) => {
    if (selectionStart !== null && selectionStart === selectionEnd && selectionStart !== field.caret) {
      show({ field: { ...field, caret: selectionStart } });
    }
  };
  return (
    <input
      id="filter-field"
      ref={input}
      type="text"
      role="combobox"
      aria-label={t("filterField")}
      aria-autocomplete="list"
      aria-expanded={listed.length > 0}
      aria-controls={LIST_ID}
      aria-describedby={SAYS_ID}
      aria-invalid={wrong !== null}
      {...(listed[chosen] && { "aria-activedescendant": `${LIST_ID}-${chosen}` })}
      spellcheck={false}
      autocomplete="off"
      placeholder={chips === 0 ? t("filterPlaceholder") : ""}
      style={field.after.length > 0 ? { flex: "none", width: `${columns(field.text) + 1}ch` } : {}}
      value={field.text}
      onInput={(event) => {
        const { value, selectionStart } = event.currentTarget;
        const caret = selectionStart ?? value.length;
        // What an input method has not finished is no word yet.
        if (event.isComposing) show({ field: { ...field, text: value, caret } });
        else apply(typed(field, value, caret));
      }}
      onCompositionEnd={({ currentTarget: { value, selectionStart } }) => apply(typed(field, value, selectionStart ?? value.length))}
      onKeyDown={(event) => keyDown(event, state)}
      onKeyUp={follow}
      onClick={(event) => {
        follow(event);
        show({ isOpen: isFresh(field) });
      }}
      onFocus={() => show({ isOpen: isFresh(field) })}
      onBlur={() => state.end()}
    />
  );
}

function keyDown(event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }, state: FieldState): void {
  // Keys of an input method choose among its own candidates.
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { field, listed, chosen, isOpen, set, show, pick } = state;
  const { before, after } = field;
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  const isAt = (place: number) => selectionStart === place && selectionEnd === place && !event.shiftKey;
  const suggestion = listed[chosen];
  const act = {
    ArrowDown: () => show(isOpen ? { chosen: chosen + 1 < listed.length ? chosen + 1 : 0 } : { isOpen: true }),
    ArrowUp: isOpen && (() => show({ chosen: chosen > 0 ? chosen - 1 : listed.length - 1 })),
    ArrowLeft: isAt(0) && before.length > 0 && (() => set(edit(field, before.length - 1, "end"), true)),
    ArrowRight: isAt(value.length) && after.length > 0 && (() => set(edit(field, before.length, "start"), true)),
    Backspace: isAt(0) && before.length > 0 && (() => set(joinBefore(field), true)),
    Enter: () => (suggestion ? pick(suggestion) : state.end()),
    Tab: suggestion !== undefined && !event.shiftKey && (() => pick(suggestion)),
    Escape: () => (isOpen ? show({ isOpen: false }) : document.getElementById("ladder")?.focus()),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** A click anywhere in the field leaves the focus in its text, or puts it there, except on a button: that works without it. */
function keepFocus(event: MouseEvent, input: HTMLElement | null): void {
  const { target } = event;
  if (target === input || !(target instanceof Element)) return;
  event.preventDefault();
  if (target.closest("button, .filter-popup") === null) input?.focus();
}

/** The chips, and what is wrong with parts, for assistive technology. */
function says(field: Field, reason: string | null, t: Translate): string {
  const chips = chipsOf(field);
  const reasons = chips.flatMap((chip) => {
    const wrong = wrongIn(readExpression(chip));
    return wrong ? [`${printable(chip)}: ${t(...wrong.reason)}`] : [];
  });
  return [chips.length > 0 ? t("filterParts", printable(chips.join(", "))) : "", ...reasons, reason ?? ""].filter(Boolean).join(" ");
}

/** How many columns of a monospaced font a text takes, when letters beyond the Latin ones take two. */
function columns(text: string): number {
  return text.length + (text.match(/[^\0-\u02ff]/g)?.length ?? 0);
}

/** Puts the popup below the text, as far left as it takes for all of it to be in the panel. */
function placeBelow(popup: HTMLElement | null, input: HTMLElement | null): void {
  const field = popup?.parentElement;
  if (!popup || !input || !field) return;
  const left = input.getBoundingClientRect().left - field.getBoundingClientRect().left;
  popup.style.left = `${Math.max(0, Math.min(left, field.clientWidth - popup.offsetWidth))}px`;
}
