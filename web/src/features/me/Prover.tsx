// Who changes their own locks must have proved who they are a short while ago. Where the server says so, the password is
// asked for, and what was wanted is done again.
import { Input } from "antd";
import { createContext, useContext, useState, type ReactNode } from "react";
import { api, take } from "@/api/client";
import { isProblem } from "@/api/problem";
import { Ask, Said } from "@/ui/ask/Ask";
import { useMeWords } from "./words";

type Prove = <R>(wanted: () => Promise<R>) => Promise<R>;
const Proving = createContext<Prove>((wanted) => wanted());

/** Does what is wanted, after a proof if the server asks for one. */
export const useProve = () => useContext(Proving);

export function Prover({ children }: { children: ReactNode }) {
  const t = useMeWords();
  const [asked, setAsked] = useState<{ on: () => void; off: () => void }>();
  const prove: Prove = async (wanted) => {
    try {
      return await wanted();
    } catch (e) {
      if (!isProblem(e) || e.code !== "identity.confirm") throw e;
      await new Promise<void>((on, off) => setAsked({ on, off: () => off(e) }));
      return wanted();
    }
  };
  return (
    <Proving.Provider value={prove}>
      {children}
      {asked && (
        <Ask<{ password: string }>
          title={t("prove")}
          note={t("prove_why")}
          ok={t("prove_ok")}
          send={({ password }) => take(api.POST("/api/v1/session/confirm", { body: { password } }))}
          done={asked.on}
          close={() => {
            asked.off();
            setAsked(undefined);
          }}
        >
          <Said name="password" title={t("prove_password")}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Said>
        </Ask>
      )}
    </Proving.Provider>
  );
}
