// What the recording asks of the browser beside its captures: which tab is in front, and the language.

import { tellInFront } from "../../../src/capture/in-front.ts";

class FakeEvent<T extends unknown[]> {
  readonly listeners = new Set<(...args: T) => void>();
  addListener = (listener: (...args: T) => void) => void this.listeners.add(listener);
  removeListener = (listener: (...args: T) => void) => void this.listeners.delete(listener);
  emit = (...args: T) => {
    for (const listener of this.listeners) listener(...args);
  };
}

/** A browser with one window, whose tab 1 is in front. The background's end closes its ports, but for the page's own. */
export function fakeBrowser() {
  const connected = new FakeEvent<[object]>();
  const [onActivated, onAttached] = [new FakeEvent(), new FakeEvent()];
  let [active, ports] = [1, [] as { background: FakeEvent<[]>; page: FakeEvent<[]> }[]];
  const connect = ({ name }: { name: string }) => {
    const [toPage, background, page] = [new FakeEvent<[unknown]>(), new FakeEvent<[]>(), new FakeEvent<[]>()];
    const port = { background, page };
    ports.push(port);
    const close = () => {
      ports = ports.filter((each) => each !== port);
      background.emit();
    };
    queueMicrotask(() => connected.emit({ name, onDisconnect: background, postMessage: toPage.emit, onMessage: new FakeEvent() }));
    return { onMessage: toPage, onDisconnect: page, disconnect: close };
  };
  const tabs = { onActivated, onAttached, get: async (id: number) => ({ active: id === active }) };
  Object.assign(globalThis, {
    chrome: { runtime: { id: "lifeline", connect, onConnect: connected }, tabs, i18n: { getUILanguage: () => "en" } },
  });
  tellInFront();
  return {
    show(id: number) {
      active = id;
      onActivated.emit();
    },
    endBackground() {
      for (const { background, page } of ports.splice(0)) {
        background.emit();
        page.emit();
      }
    },
    watching: () => onActivated.listeners.size + onAttached.listeners.size,
  };
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));
