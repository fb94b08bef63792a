import { useSyncExternalStore } from "react";

/** Whether what the screen or its user wants is so: useMedia("(prefers-reduced-motion: reduce)"). */
export function useMedia(question: string): boolean {
  const query = matchMedia(question);
  return useSyncExternalStore(
    (call) => {
      query.addEventListener("change", call);
      return () => query.removeEventListener("change", call);
    },
    () => query.matches,
  );
}
