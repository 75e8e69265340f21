// The button that opens a file. Its file input also serves the key and the waiting page.

import type { Host } from "../host.ts";
import { IconButton } from "../icon-button.tsx";

const ID = "open-file";

/** Shows the browser's file dialog, and opens what the user chooses. Works only in a click or a key press. */
export function chooseFile(): void {
  document.getElementById(ID)?.click();
}

export function OpenFile({ host }: { readonly host: Pick<Host, "t" | "open"> }) {
  const name = host.t("openFile");
  return (
    <>
      <IconButton icon="open" name={name} keys="Ctrl+O" onClick={chooseFile} />
      <input
        id={ID}
        type="file"
        class="file"
        tabIndex={-1}
        aria-label={name}
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) void host.open(file);
          // Choosing the same file again is a change only after this.
          input.value = "";
        }}
      />
    </>
  );
}
