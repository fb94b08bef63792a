// The house from the street: who is not signed in stands at the door, everybody else in the hall (Shell) from which the
// rooms (features) open. Each room is a chunk of its own, fetched when it is first entered.
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { App as Antd, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { lazy, Suspense, useEffect, useState } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { api, onSignedOut, take } from "@/api/client";
import { loadMe, meKey } from "@/api/me";
import { isProblem } from "@/api/problem";
import { SignIn } from "@/features/signin/SignIn";
import { useRefused } from "@/features/signin/refused";
import { Refusal } from "@/ui/Asked";
import { useMedia } from "@/ui/media";
import { themes, useMode } from "@/ui/theme";
import { useLang } from "@/words/words";
import { Rooms } from "./Rooms";

// Open to anybody, without an account.
const Calculator = lazy(() => import("@/features/benefits/Calculator"));
const Shown = lazy(() => import("@/features/redemption/Shown"));

const queries = new QueryClient({
  defaultOptions: {
    // Without a network what is asked fails at once and says so, rather than wait unseen; the network back, it is asked again.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      refetchOnReconnect: true,
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // What is refused stays refused; what did not get through is tried again.
      retry: (times, error) => times < 2 && isProblem(error) && (error.status === 0 || error.status >= 502),
    },
  },
});

export function App() {
  const lang = useLang();
  const mode = useMode();
  const calm = useMedia("(prefers-reduced-motion: reduce)"); // antd waits for its motions to end, so it must not begin any
  dayjs.locale(lang === "en" ? "en" : "zh-cn");
  return (
    <ConfigProvider
      locale={lang === "en" ? enUS : zhCN}
      theme={calm ? { ...themes[mode], token: { ...themes[mode].token, motion: false } } : themes[mode]}
      button={{ autoInsertSpace: false }}
      componentSize="middle"
    >
      <Antd>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <Routes>
              <Route
                path="/calculator/:zone"
                element={
                  <Suspense fallback={null}>
                    <Calculator />
                  </Suspense>
                }
              />
              <Route
                path="/claim-notices/:zone"
                element={
                  <Suspense fallback={null}>
                    <Shown />
                  </Suspense>
                }
              />
              <Route path="*" element={<Door />} />
            </Routes>
          </BrowserRouter>
        </QueryClientProvider>
      </Antd>
    </ConfigProvider>
  );
}

function Door() {
  const cache = useQueryClient();
  const lang = useLang();
  const [ended, setEnded] = useState(false);
  const refused = useRefused();
  const { message } = Antd.useApp();
  const me = useQuery({
    queryKey: meKey,
    queryFn: async () => ((await take(api.GET("/api/v1/session"))).stage === "in" ? loadMe() : null),
    staleTime: Infinity,
  });
  useEffect(
    () =>
      onSignedOut(() => {
        setEnded(cache.getQueryData(meKey) !== null);
        cache.setQueryData(meKey, null);
        cache.removeQueries({ predicate: (q) => q.queryKey[0] !== meKey[0] });
      }),
    [cache],
  );
  useEffect(() => {
    if (me.data) setEnded(false);
  }, [me.data]);
  useEffect(() => {
    if (me.data && refused) void message.error(refused); // to link a provider was refused
  }, [me.data, refused, message]);
  // The server's words (refusals, titles) come in the language of the screen: ask again when it changes.
  useEffect(() => {
    void cache.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "me" });
  }, [lang, cache]);
  if (me.isPending) return null;
  if (me.isError && me.data === undefined) {
    return (
      <main style={{ maxWidth: 560, margin: "12vh auto", padding: 16 }}>
        <Refusal error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  if (!me.data) return <SignIn ended={ended} refused={refused} />;
  return <Rooms key={me.data.account} />;
}
