// What a server answers when it refuses a request: "Error handling" of the Engine.IO protocol.

/** What an Engine.IO server says in the body of an error: `{"code":1,"message":"Session ID unknown"}`. */
export function errorText(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && "message" in value && typeof value.message === "string") return value.message;
  } catch {
    // Not Engine.IO's: shown as it is.
  }
  return body.slice(0, 200);
}
