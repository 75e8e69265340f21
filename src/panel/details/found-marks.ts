// Marks in the values of the details what the filter and the search look for, as in the rows. The browser draws the marks behind the text (CSS
// Custom Highlight API), so no element changes.

import { useEffect, useRef } from "preact/hooks";
import type { Regex } from "../../filter/regex.ts";

/** What has values of packets and requests; the words of the panel are not marked. */
const VALUES = ".tree, pre, dd:not(.src)";
/** After so many marks no further text is searched. */
const MOST = 1000;

/** Returns the ref of the element in which `marks` are marked, also after its content has changed. */
export function useFoundMarks(marks: readonly Regex[]) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null || marks.length === 0) return;
    const mark = () => void CSS.highlights.set("found", new Highlight(...foundIn(element, marks)));
    mark();
    const changes = new MutationObserver(mark);
    changes.observe(element, { subtree: true, childList: true, characterData: true });
    return () => {
      changes.disconnect();
      CSS.highlights.delete("found");
    };
  }, [marks]);
  return ref;
}

function foundIn(element: Element, marks: readonly Regex[]): Range[] {
  const found: Range[] = [];
  for (const values of element.querySelectorAll(VALUES)) {
    const texts = document.createTreeWalker(values, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && found.length < MOST) {
      const { currentNode: node } = texts;
      for (const { 0: words, index = 0 } of marks.flatMap((mark) => [...mark.matchAll(node.nodeValue ?? "")])) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + words.length);
        found.push(range);
      }
    }
  }
  return found;
}
