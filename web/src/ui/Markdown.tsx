// Markdown as the server writes minutes and bulletins: headings, numbered and plain lists, paragraphs, bold. What people
// typed into it becomes text and nothing else: no link, no picture, no tag.
import type { ReactNode } from "react";

type Block = { kind: "h1" | "h2" | "h3" | "p"; text: string; inset: boolean };

export function blocksOf(source: string): Block[] {
  const out: Block[] = [];
  for (const part of source.replaceAll("\r", "").split(/\n\s*\n/)) {
    for (const line of part.split("\n")) {
      if (!line.trim()) continue;
      const [, marks, heading] = /^(#{1,3})\s+(.*)$/.exec(line) ?? [];
      if (marks) out.push({ kind: `h${marks.length}` as Block["kind"], text: heading ?? "", inset: false });
      else out.push({ kind: "p", text: line.trim().replace(/^[-*]\s+/, "· "), inset: /^\s{2,}/.test(line) });
    }
  }
  return out;
}

const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** The text of a line without what escapes it, bold where it is marked so. */
export function inline(text: string): { text: string; bold: boolean }[] {
  const out: { text: string; bold: boolean }[] = [];
  let bold = false;
  let run = "";
  const flush = () => {
    if (run) out.push({ text: run, bold });
    run = "";
  };
  for (let i = 0; i < text.length; i++) {
    const entity = /^&(?:lt|gt|amp);/.exec(text.slice(i, i + 5))?.[0];
    if (text[i] === "\\" && /[\\`*_[\]#|~]/.test(text[i + 1] ?? "")) run += text[++i];
    else if (text.startsWith("**", i)) {
      flush();
      bold = !bold;
      i++;
    } else if (entity) {
      run += entities[entity];
      i += entity.length - 1;
    } else run += text[i];
  }
  flush();
  return out;
}

const spans = (text: string): ReactNode[] => inline(text).map((s, i) => (s.bold ? <b key={i}>{s.text}</b> : <span key={i}>{s.text}</span>));

export function Markdown({ source }: { source: string }) {
  return (
    <>
      {blocksOf(source).map((b, i) => {
        if (b.kind === "h1")
          return (
            <h2 key={i} data-level="1">
              {spans(b.text)}
            </h2>
          );
        if (b.kind === "h2") return <h3 key={i}>{spans(b.text)}</h3>;
        if (b.kind === "h3") return <h4 key={i}>{spans(b.text)}</h4>;
        return (
          <p key={i} data-inset={b.inset ? "" : undefined}>
            {spans(b.text)}
          </p>
        );
      })}
    </>
  );
}
