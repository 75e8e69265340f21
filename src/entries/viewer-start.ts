// Starts the viewer in a page that has it packed: see formats/viewer-page.tsx. Where it cannot run, the page stays the drawing.

import { packedIn } from "./viewing/packed.ts";

async function start(): Promise<void> {
  const unpacked = new Blob(packedIn("viewer")).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.id = "viewer-script";
  script.textContent = await new Response(unpacked).text();
  document.body.append(script);
}

const { classList } = document.documentElement;
classList.add("live");
start().catch((error: unknown) => {
  classList.remove("live");
  console.error(error);
});
