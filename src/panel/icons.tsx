// Icons, drawn on a grid of 16 by 16.

const PATHS = {
  record: "M8 3.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0 -9.2z",
  stop: "M4 4h8v8h-8z",
  clear: "M8 2.6a5.4 5.4 0 1 0 0 10.8a5.4 5.4 0 1 0 0 -10.8zM4.3 4.3l7.4 7.4",
  follow: "M8 2v8M4.6 6.8L8 10.2l3.4-3.4M3.5 13.5h9",
  export: "M8 10.5V2.5M5 5.2L8 2.3l3 2.9M2.8 9.5v4h10.4v-4",
  save: "M2.8 2.8h8.2l2.2 2.2v8.2h-10.4zM5.2 2.8v3.4h4.8v-3.4M5 13.2v-4h6v4",
  open: "M2.2 12.8V3.4h4l1.4 1.8h6.2v7.6z",
  close: "M4 4l8 8M12 4l-8 8",
  yes: "M3 8.5l3.4 3.5L13 4.5",
  up: "M4 10l4-4l4 4",
  down: "M4 6l4 4l4-4",
  back: "M10 3.5L5.5 8l4.5 4.5",
  forward: "M6 3.5L10.5 8L6 12.5",
  find: "M6.8 2.4a4.4 4.4 0 1 0 0 8.8a4.4 4.4 0 1 0 0 -8.8zM10 10l3.8 3.8",
  dash: "M4 8h8",
  restart: "M12.9 6.2A5.2 5.2 0 1 0 13.2 9M13.2 2.8v3.6h-3.6",
  pane: "M2.5 3h11v10h-11zM6.5 3v10",
  chart: "M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6",
  compare: "M2.5 3h4v10h-4zM9.5 3h4v10h-4z",
  filter: "M2 3.5h12L9.5 8.8V13l-3 -1.5V8.8z",
  settings:
    "M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7M10.75 2.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 1 0 0 -3.5zM5.25 9.75a1.75 1.75 0 1 0 0 3.5a1.75 1.75 0 1 0 0 -3.5z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon ${name === "record" || name === "stop" ? "full" : name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
