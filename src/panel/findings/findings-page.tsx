// What is shown in the place of the details: a finding, or what was checked where nothing is wrong.

import type { Checked } from "../../findings/checked.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Translate } from "../../messages/messages.ts";
import type { ViewWithRows } from "../view.ts";
import { CheckedPane } from "./checked-pane.tsx";
import { FindingPane } from "./finding-pane.tsx";
import type { FindingsView } from "./findings-view.ts";

interface PageProps {
  readonly page: Finding | Checked;
  readonly findings: FindingsView;
  readonly view: Pick<ViewWithRows, "store" | "selection">;
  readonly t: Translate;
}

export function FindingsPage({ page, ...others }: PageProps) {
  return "families" in page ? <CheckedPane checked={page} {...others} /> : <FindingPane finding={page} {...others} />;
}
