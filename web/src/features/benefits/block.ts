// A clause within the text of its file: found by the line at which it begins, taken out and put back.

const indent = (line: string) => /^ */.exec(line)![0].length;

/** Where the item that begins at a line (from 1) ends: the first line behind it. */
function end(lines: string[], line: number): number {
  const at = indent(lines[line - 1]!);
  let n = line;
  while (n < lines.length) {
    const l = lines[n]!;
    if (l.trim() && !l.trim().startsWith("#") && indent(l) <= at) break;
    n++;
  }
  while (n > line && !lines[n - 1]!.trim()) n--;
  return n;
}

/** The clause at a line, moved to the left edge. line may be that of its dash or of its first key. */
export function clauseAt(text: string, line: number): { text: string; from: number; to: number; indent: number } {
  const lines = text.split("\n");
  let first = line;
  while (first > 1 && !lines[first - 1]!.trimStart().startsWith("- ")) first--;
  const by = indent(lines[first - 1]!);
  const to = end(lines, first);
  return {
    text: `${lines
      .slice(first - 1, to)
      .map((l) => l.slice(Math.min(by, indent(l))))
      .join("\n")}\n`,
    from: first,
    to,
    indent: by,
  };
}

/** The file with the clause written anew. */
export function withClause(text: string, at: { from: number; to: number; indent: number }, clause: string): string {
  const lines = text.split("\n");
  const written = clause
    .trimEnd()
    .split("\n")
    .map((l) => (l.trim() ? " ".repeat(at.indent) + l : ""));
  return [...lines.slice(0, at.from - 1), ...written, ...lines.slice(at.to)].join("\n");
}

/** The file with another clause behind the last one of a document. last is the line at which that one begins. */
export function withNewClause(text: string, last: number, clause: string): string {
  const { to, indent: by } = clauseAt(text, last);
  return withClause(text, { from: to + 1, to, indent: by }, clause);
}
