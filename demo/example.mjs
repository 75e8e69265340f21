// Records the example that the panel opens from its empty state: one session from the page to its close. Run `node demo/example.mjs` in the root
// after `npm run build`, then look at the example in the panel: its explanations name what the trace has.
import { join } from "node:path";
import { play, savePlayed } from "./play.mjs";
import { firstClient } from "./scenarios/basic.mjs";
import { figures } from "./scenarios/figures.mjs";
import { main, root } from "./setup.mjs";

await main(() =>
  play(
    {
      version: "4.8.4",
      port: 3000,
      scenario: {
        what: "a session from its page to its close",
        options: figures["basic-flow"].options,
        run: async (stage) => {
          await figures["basic-flow"].run(stage);
          await firstClient(stage.page).press("client closes", "/ disconnect");
        },
      },
    },
    (open) => savePlayed(open, join(root, "src/panel/example/example.jsonl")),
  ),
);
