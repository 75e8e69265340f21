// `npm pack` runs this first (`prepack`): the package holds what is built, also in a fresh clone.

import { build, install, main } from "../demo/setup.mjs";

await main(async () => {
  install();
  build();
});
