// The tables of `npm run apps`.

/** @import { Application } from "./applications.mjs" */
/** @import { Verdict } from "./judge.mjs" */

/** @typedef {{ application: Application, version: string, verdict: Verdict }} Result */

/** @type {(cells: readonly (string | number)[]) => string} */
const line = (cells) => `| ${cells.join(" | ")} |`;

/** The packets and sessions of one application, as Markdown. @type {(result: Result) => string} */
export function table({ application, version, verdict }) {
  const { packets, differences, sessions, faults } = verdict;
  const { missing, extra, wrong } = differences;
  return [
    line([`${application.name} ${version}`, "packets", "missing", "extra", "wrong"]),
    line(["---", "---:", "---:", "---:", "---:"]),
    line([faults.length === 0 ? "ok" : "**not ok**", packets, missing.length, extra.length, wrong.length]),
    "",
    line(["session", "client", "state", "cause", "problem"]),
    line(["---", "---:", "---", "---", "---"]),
    ...sessions.map(({ session, client, state, cause, problem }) => line([session ?? "–", client, state, cause ?? "–", problem ?? "–"])),
    ...faults.map((fault) => `\n✗ ${fault}`),
  ].join("\n");
}

/** docs/applications.md @param {readonly Result[]} results */
export function document(results) {
  const rows = results.map(({ application, version, verdict: { packets, differences, sessions } }) => {
    const { missing, extra, wrong } = differences;
    const causes = sessions.map(({ cause, problem }) => `${cause}${problem === null ? "" : ` (${problem})`}`);
    return line([
      application.name,
      `${application.package} ${version}`,
      packets,
      missing.length,
      extra.length,
      wrong.length,
      causes.join(" → "),
    ]);
  });
  return `# Real applications

\`npm run apps\` records six applications from npm with the built extension in real Chromium: they are used, their server's process is ended and
started again on the same port, and their page is loaded again. Meanwhile a second, independent log of the same page is written over the DevTools
Protocol, and decoded with the parsers of the application's own socket.io. Every packet of this log must be in Lifeline's trace, in order, with
the same bytes and the same decoded Socket.IO packet, and there must be no other packet in the trace.

The sessions of one page belong to one client. The first ends with its server (\`transport\`). Attempts to reconnect are \`refused\` until the server is
back; the next one succeeds, and the drawing counts them. This session ends because the page is loaded again (\`navigation\`): the next one is not
an attempt to reconnect, and the drawing says that the page was loaded again. It ends when the page is left at the end.

This file is written by \`UPDATE_DOCS=1 npm run apps\`, if all is as it was. The counts are those of one run.

${line(["application", "package", "packets", "missing", "extra", "wrong", "its sessions ended by"])}
${line(["---", "---", "---:", "---:", "---:", "---:", "---"])}
${rows.join("\n")}
`;
}
