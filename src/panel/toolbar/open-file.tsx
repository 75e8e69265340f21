// The button that opens a file. Its file input also serves the key and the waiting page.

import { ActionButton } from "../actions/action-button.tsx";
import { PANEL_ACTIONS } from "../actions/panel-actions.ts";
import type { View } from "../view.ts";
import { FILE_ID } from "./choose-file.ts";

export function OpenFile({ view }: { readonly view: View }) {
  return (
    <>
      <ActionButton view={view} action={PANEL_ACTIONS.open} icon="open" />
      <input
        id={FILE_ID}
        type="file"
        hidden
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) void view.host.open(file);
          // Choosing the same file again is a change only after this.
          input.value = "";
        }}
      />
    </>
  );
}
