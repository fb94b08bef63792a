/** Who of those present presides: whoever was picked, else who is recorded. */
export const presiding = (present: string[], picked: string | undefined, recorded: string | undefined) =>
  [picked, recorded].find((p) => p !== undefined && present.includes(p));

/** Who is recorded to preside now, though they may have left; before anybody is, who is to. */
export const presider = (m: { presides: { post: string }[]; chair?: string }) => m.presides.at(-1)?.post ?? m.chair;
