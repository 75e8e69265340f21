// Values nested deeper than MAX_DEPTH are refused, because code that walks them, JSON.stringify included, would overflow the stack.

export const MAX_DEPTH = 1_000;

export function isTooDeep(value: unknown): boolean {
  return isContainer(value) && isDeeper(value, MAX_DEPTH);
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const member of value as readonly unknown[]) if (isContainer(member) && isDeeper(member, levels - 1)) return true;
    return false;
  }
  for (const key in value) {
    const member: unknown = value[key as keyof typeof value];
    if (isContainer(member) && isDeeper(member, levels - 1)) return true;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
