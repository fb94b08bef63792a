import { useVacant } from "@/api/vacant";
import css from "./ui.module.css";
import { useUiWords } from "./words";

/** A post or body, and beside it that nobody acts for it: what is given to it waits for no one. */
export function Bearer({ name }: { name?: string }) {
  const t = useUiWords();
  const vacant = useVacant();
  return (
    <>
      {name ?? ""}
      {name && vacant.has(name) && <small className={css.vacant}>{t("vacant")}</small>}
    </>
  );
}
