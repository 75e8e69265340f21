// What leaves with an export: how many secrets of each kind are replaced, the first of them, and the user's own patterns, in a dialog.

import { Component, render } from "preact";
import { groupDigits, type MessageKey } from "../../messages/messages.ts";
import { KINDS, type Kind } from "../../redact/names.ts";
import type { Redaction } from "../../redact/redact.ts";
import { printable } from "../../text/printable.ts";
import { IconButton } from "../icon-button.tsx";
import { recall, remember } from "../remembered.ts";
import type { View } from "../view.ts";
import { readPatterns, redactionOf } from "./redacted-copy.ts";

const NAMES: Readonly<Record<Kind, MessageKey>> = {
  sid: "secretSid",
  pid: "secretPid",
  offset: "secretOffset",
  cookie: "secretCookie",
  token: "secretToken",
  password: "secretPassword",
  auth: "secretAuth",
  secret: "secretNamed",
  email: "secretEmail",
  card: "secretCard",
  key: "secretKey",
  match: "secretMatch",
};
/** Secrets of each kind that are listed. */
const EXAMPLES = 3;

export function showPreview(view: View): void {
  const dialog = document.createElement("dialog");
  dialog.className = "key-sheet redaction";
  dialog.setAttribute("aria-labelledby", "redaction-title");
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
  });
  document.body.append(dialog);
  render(<Preview view={view} close={() => dialog.close()} />, dialog);
  dialog.showModal();
}

interface PreviewProps {
  readonly view: View;
  readonly close: () => void;
}

interface PreviewState {
  readonly lines: string;
  readonly share: number;
  /** Null while the secrets are looked for. */
  readonly redaction: Redaction | null;
}

class Preview extends Component<PreviewProps, PreviewState> {
  override state: PreviewState = { lines: recall("secretPatterns"), share: 0, redaction: null };
  /** Grows with each search that is asked for. */
  #asked = 0;

  override componentDidMount(): void {
    this.#find(this.state.lines);
  }

  override componentWillUnmount(): void {
    this.#asked++;
  }

  override render({ view, close }: PreviewProps, { lines, share, redaction }: PreviewState) {
    const { t } = view.host;
    const { wrong } = readPatterns(lines);
    return (
      <>
        <div class="key-sheet-head">
          <h2 id="redaction-title">{t("redactionTitle")}</h2>
          <IconButton icon="close" name={t("goToCloseField")} keys="Escape" onClick={close} />
        </div>
        <p>{t("redactionIntro")}</p>
        <div aria-live="polite" aria-busy={redaction === null}>
          {redaction ? <Found view={view} redaction={redaction} /> : <progress aria-label={t("redacting")} value={share} />}
        </div>
        <label class="patterns">
          {t("secretPatterns")}
          <textarea
            rows={3}
            spellcheck={false}
            value={lines}
            aria-describedby="patterns-note"
            aria-invalid={wrong.length > 0}
            onInput={({ currentTarget: { value } }) => {
              remember("secretPatterns", value);
              this.#find(value);
            }}
          />
        </label>
        <p id="patterns-note" class="note">
          {t("secretPatternsNote")}
        </p>
        {wrong.map(({ source, reason }) => (
          <p key={source} role="alert" class="wrong">
            {t("badSecretPattern", printable(source), t(...reason))}
          </p>
        ))}
        <p class="note">{t("redactionLimits")}</p>
      </>
    );
  }

  async #find(lines: string): Promise<void> {
    const asked = ++this.#asked;
    this.setState({ lines, share: 0, redaction: null });
    const { view } = this.props;
    const redaction = await redactionOf(view.store.log, readPatterns(lines).patterns, (share) => {
      if (asked === this.#asked) this.setState({ share });
      return asked === this.#asked;
    });
    if (redaction && asked === this.#asked) this.setState({ redaction });
  }
}

function Found({ view, redaction }: { readonly view: View; readonly redaction: Redaction }) {
  const { t } = view.host;
  const { counts } = redaction.secrets;
  const kinds = KINDS.filter((kind) => counts[kind] !== undefined);
  const samples = redaction.secrets.samples(EXAMPLES);
  if (kinds.length === 0) return <p>{t("noSecretsFound")}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{t("secretKind")}</th>
          <th class="number">{t("secretCount")}</th>
          <th>{t("secretExamples")}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{t(NAMES[kind])}</th>
            <td class="number">{groupDigits(counts[kind] ?? 0)}</td>
            <td>
              {samples
                .filter((sample) => sample.kind === kind)
                .map(({ value, pseudonym }) => (
                  <div key={pseudonym}>
                    <code>{masked(value)}</code> → <code>{pseudonym}</code>
                  </div>
                ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first characters of a secret: enough to tell which one it is. */
function masked(secret: string): string {
  const characters = [...secret];
  return `${printable(characters.slice(0, Math.min(3, Math.floor(characters.length / 4))).join(""))}…`;
}
