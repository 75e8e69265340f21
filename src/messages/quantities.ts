// Times, durations and sizes as text, the same in every language. Words around them come from the catalogue.

/** Milliseconds as the time column shows them: `0.041`, `1:02.350`, and from one hour on without fractions: `1:02:06`. */
export function clock(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const t = Math.round(Math.abs(ms));
  const seconds = Math.floor(t / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const fraction = `.${String(t % 1000).padStart(3, "0")}`;
  if (seconds < 60) return `${sign}${seconds}${fraction}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${sign}${minutes}:${two(seconds % 60)}${fraction}`;
  return `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds as a duration: `0.4 ms`, `12 ms`, `1.24 s`, `85 s`, `3 min 30 s`, `1 h 02 min`. */
export function duration(ms: number): string {
  if (ms < 0.95) return `${(Math.round(ms * 10) / 10).toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 99_950) return `${String(Math.round(ms / 100) / 10)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** A number of bytes: `53 B`, `4.1 kB`, `2.0 MB`, where 1 kB is 1000 B. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
