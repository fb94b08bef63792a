import { Component, lazy, Suspense, type ReactNode } from "react";
import { Button } from "antd";
import { Link, Route, Routes, useLocation } from "react-router";
import { useZone } from "@/api/me";
import { useLive } from "@/api/live";
import { Today } from "@/features/today/Today";
import { Empty, Page } from "@/ui/Page";
import { Shell } from "./Shell";
import { useAppWords } from "./words";

const Benefits = lazy(() => import("@/features/benefits/Room"));
const Enterprises = lazy(() => import("@/features/enterprises/Room"));
const Import = lazy(() => import("@/features/ledger/import/Import"));
const Cockpit = lazy(() => import("@/features/cockpit/Cockpit"));
const Decomposition = lazy(() => import("@/features/decomposition/Decomposition"));
const Paper = lazy(() => import("@/features/review/Paper"));
const Session = lazy(() => import("@/features/review/Room"));
const Sessions = lazy(() => import("@/features/review/Sessions"));
const Admin = lazy(() => import("@/features/admin/Admin"));
const Ledger = lazy(() => import("@/features/ledger/Ledger"));
const Letter = lazy(() => import("@/features/letters/Letter"));
const Letters = lazy(() => import("@/features/letters/Letters"));
const Mechanisms = lazy(() => import("@/features/mechanisms/Room"));
const Matter = lazy(() => import("@/features/matter/Matter"));
const Register = lazy(() => import("@/features/matter/register/Register"));
const Redemption = lazy(() => import("@/features/redemption/Room"));
const WarMap = lazy(() => import("@/features/cockpit/WarMap"));
const Me = lazy(() => import("@/features/me/Me"));
const Org = lazy(() => import("@/features/org/Org"));

export function Rooms() {
  useLive(useZone());
  const { pathname } = useLocation();
  return (
    <Shell>
      <Sound key={pathname}>
        <Suspense fallback={null}>
          <Routes>
            <Route path="/" element={<Today />} />
            <Route path="/benefits/*" element={<Benefits />} />
            <Route path="/redemption/*" element={<Redemption />} />
            <Route path="/enterprises/*" element={<Enterprises />} />
            <Route path="/cockpit" element={<Cockpit />} />
            <Route path="/map" element={<WarMap />} />
            <Route path="/admin" element={<Admin />} />
            <Route path="/ledger" element={<Ledger />} />
            <Route path="/ledger/import/:id?" element={<Import />} />
            <Route path="/letters" element={<Letters />} />
            <Route path="/letters/:number/:letter" element={<Letter />} />
            <Route path="/matters/new" element={<Register />} />
            <Route path="/matters/:number" element={<Matter />} />
            <Route path="/mechanisms/*" element={<Mechanisms />} />
            <Route path="/decomposition" element={<Decomposition />} />
            <Route path="/matters/:number/tree" element={<Decomposition />} />
            <Route path="/sessions" element={<Sessions />} />
            <Route path="/sessions/:session" element={<Session />} />
            <Route path="/sessions/:session/minutes" element={<Paper paper="minutes" />} />
            <Route path="/sessions/:session/bulletin" element={<Paper paper="bulletin" />} />
            <Route path="/me" element={<Me />} />
            <Route path="/org" element={<Org />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </Sound>
    </Shell>
  );
}

function NotFound() {
  const t = useAppWords();
  return (
    <Page title={t("not_found")}>
      <Empty hint={<Link to="/">{t("home")}</Link>}>{t("not_found_hint")}</Empty>
    </Page>
  );
}

/** Keeps a screen that breaks from taking the house with it. */
class Sound extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}

function Broken({ error }: { error: Error }) {
  const t = useAppWords();
  return (
    <Page title={t("failed")}>
      <Empty hint={<Button onClick={() => location.reload()}>{t("reload")}</Button>}>{t("failed_hint")}</Empty>
      <pre style={{ whiteSpace: "pre-wrap", padding: 16 }}>{error.message}</pre>
    </Page>
  );
}
