// Opening a file needs the browser's own file input, which is in the toolbar and has no look of its own.

export const FILE_ID = "open-file";

/** Shows the browser's file dialog, and opens what the user chooses. Works only in a click or a key press. */
export function chooseFile(): void {
  document.getElementById(FILE_ID)?.click();
}
