// An editor for one file of YAML, and two of them side by side. Both show text and nothing of it is run.
import { autocompletion, closeBrackets, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { MergeView } from "@codemirror/merge";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { lang } from "@/words/words";
import css from "./yaml.module.css";

const look = [lineNumbers(), yaml(), syntaxHighlighting(defaultHighlightStyle, { fallback: true }), EditorView.lineWrapping];

/** Where something is wrong and what to do; line and column count from 1. */
type Fault = { line?: number; column?: number; message: string };
type Props = {
  path?: string;
  text: string;
  label: string;
  faults: Fault[];
  complete: CompletionSource;
  line?: number;
  onChange: (text: string) => void;
};

export function Yaml({ path, text, label, faults, complete, line, onChange }: Props) {
  const at = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef({ onChange, complete });
  now.current = { onChange, complete };
  useEffect(() => {
    const v = new EditorView({
      parent: at.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          look,
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          closeBrackets(),
          highlightSelectionMatches(),
          lintGutter(),
          autocompletion({ override: [(c) => now.current.complete(c)] }),
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]), // Tab goes on: the keyboard must find its way out
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
    // A text is opened once; what is typed lives in the editor.
  }, [path]);
  useEffect(() => {
    const v = view.current;
    if (!v || !line || line > v.state.doc.lines) return;
    const to = v.state.doc.line(line).from;
    v.dispatch({ selection: { anchor: to }, effects: EditorView.scrollIntoView(to, { y: "center" }) });
    v.focus();
  }, [line, path]);
  useEffect(() => {
    const v = view.current;
    if (!v) return;
    const { doc } = v.state;
    v.dispatch(
      setDiagnostics(
        v.state,
        faults
          .filter((f) => f.line && f.line <= doc.lines)
          .map((f) => {
            const l = doc.line(f.line!);
            const from = Math.min(l.from + Math.max(0, (f.column ?? 1) - 1), l.to);
            return { from, to: Math.max(from, l.to), severity: "error" as const, message: f.message };
          }),
      ),
    );
  }, [faults, path]);
  return <div ref={at} className={`${css.yaml} ${css.written}`} />;
}

/** What a file was and what it becomes, with what is alike folded away. */
export function Side({ label, before, after }: { label: string; before: string; after: string }) {
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const still = [
      look,
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorState.phrases.of(lang() === "en" ? {} : { "$ unchanged lines": "$ 行未改" }),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label }),
    ];
    const v = new MergeView({
      parent: at.current!,
      a: { doc: before, extensions: still },
      b: { doc: after, extensions: still },
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    for (const side of [v.a, v.b]) side.scrollDOM.tabIndex = 0;
    return () => v.destroy();
  }, [label, before, after]);
  return <div ref={at} className={css.yaml} />;
}
