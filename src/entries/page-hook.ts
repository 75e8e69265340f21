// Runs in every document, in the page's world, before its scripts. Firefox also runs it in documents that had loaded when the extension was
// installed or enabled.

import { startHook } from "../capture/page/hook.ts";

// A frame's initial empty document is never `loading`, but is not late.
startHook({ late: document.readyState !== "loading" && location.href !== "about:blank" });
