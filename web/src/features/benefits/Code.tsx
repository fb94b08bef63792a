// An editor for the YAML of one clause, with completion and the faults at their lines. It shows text and nothing of it is run.
import { autocompletion, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Schema } from "@/api/client";
import { source, type Known } from "./complete";
import css from "./benefits.module.css";

type Props = { text: string; label: string; faults: Schema["DraftFault"][]; known?: Known; onChange: (text: string) => void };

export function Code({ text, label, faults, known, onChange }: Props) {
  const at = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef({ onChange, known });
  now.current = { onChange, known };
  useEffect(() => {
    const v = new EditorView({
      parent: at.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), yaml(), syntaxHighlighting(defaultHighlightStyle, { fallback: true }), EditorView.lineWrapping, history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(), lintGutter(),
          autocompletion({ override: [source(() => now.current.known)] }),
          keymap.of([...defaultKeymap, ...historyKeymap]), // Tab goes on: the keyboard must find its way out
          EditorView.contentAttributes.of({ "aria-label": label }),
          EditorView.updateListener.of((u) => {
            if (u.docChanged) now.current.onChange(u.state.doc.toString());
          }),
        ],
      }),
    });
    v.scrollDOM.tabIndex = 0; // what scrolls is reached by the keyboard
    view.current = v;
    return () => v.destroy();
    // It is opened once with its text; what is typed lives in the editor.
  }, []);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const { doc } = v.state;
    v.dispatch(
      setDiagnostics(
        v.state,
        faults.filter((f) => f.line && f.line <= doc.lines).map((f) => {
          const l = doc.line(f.line!);
          const from = Math.min(l.from + Math.max(0, (f.column ?? 1) - 1), l.to);
          return { from, to: Math.max(from, l.to), severity: "error" as const, message: f.message };
        }),
      ),
    );
  }, [faults]);
  return <div ref={at} className={css.code} />;
}
