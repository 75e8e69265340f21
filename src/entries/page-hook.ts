// In every document, in the page's world, before its scripts; Firefox puts it also into those that had loaded when the extension was
// installed or enabled.

import { startHook } from "../capture/page/hook.ts";

// A frame's first, empty document is complete from its beginning.
startHook({ late: document.readyState !== "loading" && location.href !== "about:blank" });
