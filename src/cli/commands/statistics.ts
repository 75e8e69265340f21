// `lifeline statistics`: counts, rates, bytes and times of ACKs.

import { csv, statisticsLines, statisticsRecords, TABLES } from "../../formats/statistics.ts";
import { Statistics } from "../../statistics/statistics.ts";
import { toEnd } from "../../wire/steps.ts";
import { Wrong } from "../call.ts";
import type { Command } from "../command.ts";
import { readOne } from "../input.ts";
import { jsonLine, lines, print } from "../io.ts";
import { AS_JSON, PRINTED, SERVER_LOG } from "../options.ts";

export const statistics: Command = {
  takes: "FILE",
  summary: "cliStatistics",
  options: {
    of: { value: "events|sessions|heartbeats", does: ["cliOptOf"] },
    ...AS_JSON,
    csv: { does: ["cliOptCsv"] },
    ...SERVER_LOG,
    ...PRINTED,
  },
  examples: [
    ["cliWishSlow", "lifeline statistics chat.jsonl"],
    ["cliWishHeartbeats", "lifeline statistics chat.jsonl --of heartbeats"],
    ["cliWishTable", "lifeline statistics chat.jsonl --csv > chat.csv"],
  ],
  async run(call) {
    const { of, csv: isCsv, json } = call.values;
    const table = TABLES.find((table) => table === of);
    if (!table) throw new Wrong(call.t("cliNoTable", of, TABLES.join(", ")));
    await readOne(call, { isBrief: true }, ({ store }) => {
      const statistics = new Statistics(store);
      toEnd(statistics.syncing());
      if (isCsv) print(csv(statisticsRecords(statistics, table)));
      else if (json) lines(statisticsRecords(statistics, table), jsonLine);
      else lines(statisticsLines(statistics, table), (line) => line);
    });
  },
};
