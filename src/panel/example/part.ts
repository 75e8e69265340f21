// The example with its explanations. It is a chunk of its own, which is loaded when the user asks for it.

export { default as trace } from "./example.jsonl" with { type: "text" };
export { ExampleStrip } from "./example-strip.tsx";
