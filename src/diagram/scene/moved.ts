// A scene whose rows stand at other heights, in the same order: beside the rows of another ladder.

import type { Scene } from "./scene.ts";

/**
 * `to` returns the new height of an old one, and grows with it. Rows that say how long nothing happened and marks of findings are left out: they
 * have no place there.
 */
export function movedScene(scene: Scene, to: (y: number) => number): Scene {
  const end = (y: number | null) => (y === null ? null : to(y));
  const { sessionBars: _bars, ruler: _ruler, ...rest } = scene;
  return {
    ...rest,
    rows: scene.rows.filter(({ kind }) => kind !== "quiet").map((row) => ({ ...row, y: to(row.y) })),
    lifelines: scene.lifelines.map((lifeline) => ({ ...lifeline, from: to(lifeline.from), to: end(lifeline.to) })),
    requests: scene.requests.map((request) => ({ ...request, from: to(request.from), to: end(request.to) })),
    pairs: scene.pairs.map((pair) => ({ ...pair, from: to(pair.from), to: to(pair.to) })),
    heartbeatWindows: scene.heartbeatWindows.map((window) => ({ ...window, from: to(window.from), to: to(window.to) })),
    silences: scene.silences.map((silence) => ({ ...silence, from: to(silence.from), to: end(silence.to) })),
    steps: [],
    stepTicks: [],
    findings: [],
    top: to(scene.top),
    bottom: to(scene.bottom),
    height: to(scene.height),
  };
}
