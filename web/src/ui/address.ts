import { useSearchParams } from "react-router";

/** What the address says after "?", and a way to say one thing of it anew without a step back; empty takes it away. */
export function useAddress(): [URLSearchParams, (name: string, value?: string) => void] {
  const [params, setParams] = useSearchParams();
  const say = (name: string, value?: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  return [params, say];
}
