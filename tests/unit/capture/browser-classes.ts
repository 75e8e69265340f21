// Stand-ins for the browser's classes that the page hook looks up.

/** A websocket that is open. */
export const socketClass = (Target = EventTarget) =>
  class extends Target {
    get url() {
      return "ws://localhost/";
    }
    get readyState() {
      return 1;
    }
    get protocol() {
      return "";
    }
    get extensions() {
      return "";
    }
    send(_: unknown) {}
    close() {}
  };

/** A reader that has no result. */
export const fileReaderClass = (Target = EventTarget) =>
  class extends Target {
    get result() {
      return null;
    }
    readAsArrayBuffer() {}
  };
