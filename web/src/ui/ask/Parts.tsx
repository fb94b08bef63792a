import { useId, type ReactNode } from "react";
import { useSearchParams } from "react-router";
import css from "./ask.module.css";

export type Part = { key: string; label: string; children: ReactNode };

/** The parts of a screen, one at a time; the address (?tab=) says which. On a phone their names wrap instead of hiding. */
export function Parts({ parts, name }: { parts: Part[]; name: string }) {
  const id = useId();
  const [params, setParams] = useSearchParams();
  const here = parts.find((p) => p.key === params.get("tab")) ?? parts[0];
  const go = (key: string) => {
    const next = new URLSearchParams(params);
    next.set("tab", key);
    setParams(next);
  };
  if (!here) return null;
  return (
    <>
      <div role="tablist" aria-label={name} className={`${css.tabs} no-print`}>
        {parts.map((p) => (
          <button
            key={p.key}
            type="button"
            role="tab"
            id={`${id}${p.key}`}
            aria-selected={p.key === here.key}
            aria-controls={`${id}panel`}
            onClick={() => go(p.key)}
          >
            {p.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${here.key}`} key={here.key}>
        {here.children}
      </div>
    </>
  );
}
