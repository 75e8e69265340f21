// The details of an HTTP exchange: request, response, headers, bodies, timing.

import { omittedText, reasonText } from "../../diagram/words/reason-text.ts";
import type { MessageKey, Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { HttpDetails } from "../../session/details.ts";
import { printable } from "../../text/printable.ts";
import type { AnsweredFrom, Body, Headers, Timing } from "../../wire/event.ts";
import { Hex } from "./hex.tsx";
import { Fold, LongText, Rows, Section } from "./parts.tsx";
import { SourceLink } from "./source-link.tsx";
import { fromBase64 } from "./values.ts";

export function Exchange({ http, t }: { readonly http: HttpDetails; readonly t: Translate }) {
  const { request, response, end, preflight } = http;
  const took = end === null ? null : end.at - request.at;
  const workersReason = end?.kind === "http-failed" ? end.workersReason : response?.reason;
  return (
    <>
      <Section title="HTTP" aside={t("observed")}>
        <p class="url">
          <b>{printable(request.method)}</b>{" "}
          {request.part === "page" || request.part === "script" ? (
            <SourceLink at={request.url} t={t} />
          ) : (
            <code class="wrap">{printable(request.url)}</code>
          )}
        </p>
        <Rows
          rows={[
            ["status", response === null ? t("notYet") : `${response.status} ${printable(response.statusText)}`],
            ...(response?.protocol === undefined ? [] : [[t("protocol"), printable(response.protocol)] as const]),
            ...(response?.connection === undefined
              ? []
              : [[t("connectionLabel"), `${printable(response.connection)}${response.reused ? `, ${t("reused")}` : ""}`] as const]),
            ...(response?.remoteAddress === undefined ? [] : [[t("serverAddress"), printable(response.remoteAddress)] as const]),
            ...(response?.localAddress === undefined ? [] : [[t("clientAddress"), printable(response.localAddress)] as const]),
            ...(response?.through === undefined ? [] : [[t("passedThrough"), answeredFromText(t, response.through)] as const]),
            ...(response?.from === undefined ? [] : [[t("answeredFrom"), answeredFromText(t, response.from)] as const]),
            ...(took === null ? [] : [[t("took"), duration(took)] as const]),
            ...(end?.kind === "http-failed" ? [[t("failedBecause"), printable(reasonText(t, end.reason))] as const] : []),
            ...(workersReason === undefined ? [] : [[t("workersRequest"), printable(workersReason)] as const]),
          ]}
        />
        {end?.kind === "http-body" && end.timing && <TimingBars timing={end.timing} />}
      </Section>
      <HeaderList name="requestHeaders" title={t("requestHeaders")} headers={request.headers} />
      {request.body && <BodyFold name="requestBody" title={t("requestBody")} body={request.body} t={t} />}
      {response && <HeaderList name="responseHeaders" title={t("responseHeaders")} headers={response.headers} />}
      {end?.kind === "http-body" && request.part !== "preflight" && (
        <BodyFold name="responseBody" title={t("responseBody")} body={end.body} t={t} />
      )}
      {preflight && (
        <Fold
          name="preflight"
          title={t("preflight")}
          aside={`${printable(preflight.request.method)} ${preflight.response?.status ?? t("notYet")}`}
        >
          <Exchange http={{ ...preflight, preflight: null }} t={t} />
        </Fold>
      )}
    </>
  );
}

const ANSWERED_FROM: Readonly<Record<AnsweredFrom, MessageKey>> = {
  "disk-cache": "fromDiskCache",
  "memory-cache": "fromMemoryCache",
  "prefetch-cache": "fromPrefetchCache",
  "service-worker-or-server": "fromWorkerOrServer",
  "service-worker": "fromServiceWorker",
};

/** Traces of later versions may have other values: they are shown as they are. */
function answeredFromText(t: Translate, from: string): string {
  const key = Object.hasOwn(ANSWERED_FROM, from) ? ANSWERED_FROM[from as AnsweredFrom] : undefined;
  return key === undefined ? printable(from) : t(key);
}

interface HeaderProps {
  readonly name: string;
  readonly title: string;
  readonly headers: Headers;
}

export function HeaderList({ name, title, headers }: HeaderProps) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return null;
  return (
    <Fold name={name} title={title} aside={entries.length}>
      <dl class="headers">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{printable(name)}</dt>
            <dd>{printable(value)}</dd>
          </div>
        ))}
      </dl>
    </Fold>
  );
}

interface BodyProps {
  readonly name: string;
  readonly title: string;
  readonly body: Body;
  readonly t: Translate;
}

function BodyFold({ name, title, body, t }: BodyProps) {
  const amount =
    "omitted" in body
      ? omittedText(t, body.omitted)
      : "text" in body
        ? t("characters", body.text.length)
        : size(Math.floor((body.base64.length * 3) / 4));
  return (
    <Fold name={name} title={title} aside={amount}>
      {"base64" in body && <Hex bytes={fromBase64(body.base64)} t={t} />}
      {"text" in body && <LongText text={body.text} t={t} />}
    </Fold>
  );
}

const PHASES = ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"] as const;

function TimingBars({ timing }: { readonly timing: Timing }) {
  const parts = PHASES.map((phase) => ({ phase, ms: timing[phase] ?? 0 })).filter(({ ms }) => ms > 0);
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (total === 0) return null;
  return (
    <dl class="timing">
      {parts.map(({ phase, ms }) => (
        <div key={phase}>
          <dt>{phase}</dt>
          <dd>
            <span class="bar-track">
              <span class="bar-fill" style={{ width: `${Math.max(1, (ms / total) * 100)}%` }} />
            </span>
            {duration(ms)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
