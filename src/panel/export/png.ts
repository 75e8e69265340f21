// A figure as a PNG, by having the browser draw its SVG. Loaded when first used.

/** The largest canvas that both Chromium and Firefox draw: pixels along a side, and in all. */
const MOST_SIDE = 32_767;
const MOST_PIXELS = 1 << 28;

/** At double resolution, or at single when double is too large; null when single is too large, too. */
export async function png(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    const loaded = new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = () => reject(new Error("the browser cannot read the figure"));
    });
    image.src = url;
    await loaded;
    const { naturalWidth: width, naturalHeight: height } = image;
    const scale = [2, 1].find((n) => Math.max(width, height) * n <= MOST_SIDE && width * height * n * n <= MOST_PIXELS);
    if (scale === undefined) return null;
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve));
  } finally {
    URL.revokeObjectURL(url);
  }
}
