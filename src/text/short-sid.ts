/** A sid of more than 11 characters as its first four, `…` and its last four. */
export function shortSid(sid: string): string {
  return sid.length > 11 ? `${sid.slice(0, 4)}…${sid.slice(-4)}` : sid;
}
