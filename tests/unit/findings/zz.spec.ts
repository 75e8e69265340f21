import { test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { playCase } from "./cases/case.ts";
import { CASES } from "./cases.ts";
test("x", () => {
  for (const c of CASES) for (const k of ["fires", "silent"] as const) {
    const s = playCase(c[k], c);
    for (const f of new Findings(s).all()) if (k === "silent" || f.rule !== c.rule || f.times > 1) console.log(c.rule, k, "|", f.severity, f.rule, f.times, sayEnglish(f.title), f.sessions.map((x) => x.sid + x.cause));
  }
});
