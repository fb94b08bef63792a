/** Who of those present presides: whoever was picked, else who is recorded. */
export const presiding = (present: string[], picked: string | undefined, recorded: string | undefined) =>
  [picked, recorded].find((p) => p !== undefined && present.includes(p));
