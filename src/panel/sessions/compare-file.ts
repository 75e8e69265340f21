// A session is compared with that of a file, which is chosen in a dialog of the browser.

import type { Session } from "../../session/model.ts";
import type { View } from "../view.ts";

export function compareWithFile(view: Pick<View, "compare">, session: Session): void {
  const input = document.createElement("input");
  input.type = "file";
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) view.compare(session, file);
  };
  input.click();
}
