import { useUiWords } from "./words";
import css from "./ui.module.css";

export type Colour = "red" | "amber" | "green";

export const colourOf = (light?: string): Colour | "none" => (light === "red" || light === "amber" || light === "green" ? light : "none");

/** The shape of a light, told apart without colour: a filled octagon, a triangle, a disc; a ring where the matter is over. */
export function LightMark({ light }: { light?: string }) {
  const of = colourOf(light);
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      {of === "red" && <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="var(--red-fill)" />}
      {of === "amber" && <path d="M8 1.2 15.4 14.4H.6z" fill="var(--amber-fill)" />}
      {of === "green" && <circle cx="8" cy="8" r="6.6" fill="var(--green-fill)" />}
      {of === "none" && <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.8" />}
    </svg>
  );
}

/** A light as it stands in a row: shape and word, never colour alone. */
export function Light({ light, chip = false }: { light?: string; chip?: boolean }) {
  const t = useUiWords();
  const of = colourOf(light);
  return (
    <span className={`${css.light} ${css[of]} ${chip ? css.chip : ""}`}>
      <LightMark light={light} />
      {t(of === "none" ? "over" : of)}
    </span>
  );
}
