// Which names of headers, parameters and JSON keys say that their value is a secret, and of what kind. docs/redaction.md lists them.

/** The beginnings of pseudonyms: `sid-1`, `token-2`. */
export const KINDS = ["sid", "pid", "offset", "cookie", "token", "password", "auth", "secret", "email", "card", "key", "match"] as const;
export type Kind = (typeof KINDS)[number];

/** Whole names, in lower case and without punctuation. */
const NAMES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["sid", "sid"],
  ["pid", "pid"],
  ["auth", "auth"],
  ["pwd", "password"],
  ["pass", "password"],
  ["session", "secret"],
  ["connectsid", "secret"],
  ["pin", "secret"],
  ["otp", "secret"],
  ["sig", "secret"],
  ["ssn", "secret"],
]);

/** Parts of names, the first that is found. */
const PARTS: readonly (readonly [RegExp, Kind])[] = [
  [/password|passwd|passphrase|passcode/, "password"],
  [/token|jwt|bearer/, "token"],
  [/cookie/, "cookie"],
  [/cardnumber|creditcard/, "card"],
  [/secret|apikey|accesskey|privatekey|credential|csrf|xsrf|authorization|sessionid|sessid|signature|cvv|cvc/, "secret"],
];

/** Endings of names that say something about a secret, and are none: `tokenType`, `password_expires_in`. */
const ABOUT = /(?:type|count|length|size|expir\w*|ttl|timeout|time|at|age|name|names|header|required|enabled)$/;

const known = new Map<string, Kind | null>();
/** A page may use any number of keys. */
const MOST_KNOWN = 4096;

/** The kind of secret that the value of this name is; null if the name says nothing. */
export function kindOfName(name: string): Kind | null {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const kind = name.length > 64 ? null : read(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  known.set(name, kind);
  return kind;
}

function read(name: string): Kind | null {
  const whole = NAMES.get(name);
  if (whole !== undefined) return whole;
  if (ABOUT.test(name)) return null;
  return PARTS.find(([part]) => part.test(name))?.[1] ?? null;
}

/** Whether a number under this name may be the secret: in `tokens` it is how many there are, and a `pid` is a process. */
export function mayBeNumber(name: string): boolean {
  return !/tokens$|^pid$/i.test(name);
}
