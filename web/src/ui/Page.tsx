import type { ReactNode } from "react";
import { useEffect, useId } from "react";
import css from "./ui.module.css";

/** A screen: its name (also the browser's), a line about it, what can be done, and the rest. */
export function Page({ title, note, actions, children }: { title: ReactNode; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    if (typeof title === "string") document.title = `${title} · 勤廉`;
  }, [title]);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{title}</h1>
        {note && <span className={css.note}>{note}</span>}
        {actions && <div className={`${css.acts} no-print`}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a screen with a heading and, where it lists something, how many there are of it. */
export function Panel({
  title,
  n,
  more,
  flush = false,
  children,
}: {
  title: ReactNode;
  n?: number;
  more?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id}>
      <div className={css.panelHead}>
        <h2 id={id}>{title}</h2>
        {n !== undefined && <span className={css.n}>{n}</span>}
        {more && <span className={`${css.more} no-print`}>{more}</span>}
      </div>
      <div className={flush ? undefined : css.body}>{children}</div>
    </section>
  );
}

/** What stands where there is nothing: what that means, and what to do. */
export function Empty({ children, hint }: { children: ReactNode; hint?: ReactNode }) {
  return (
    <div className={css.empty}>
      <strong>{children}</strong>
      {hint}
    </div>
  );
}
