// The tests that Karma runs in the recorded page.
describe("arithmetic", () => {
  it("adds", () => expect(1 + 1).toBe(2));
  it("knows bytes", () => expect(new TextEncoder().encode("é😀").length).toBe(6));
});
