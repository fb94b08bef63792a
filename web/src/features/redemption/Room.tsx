// Within the room the address leads on: the board or the table of claims, one of them, batches, budget lines, what is on
// show; for an enterprise its own claims.
import { lazy } from "react";
import { Route, Routes } from "react-router";
import { useMay } from "@/api/me";
import Board from "./Board";
import Own from "./Own";

const ClaimPage = lazy(() => import("./Claim"));
const OwnClaim = lazy(() => import("./Claim").then((m) => ({ default: m.OwnClaim })));
const Payments = lazy(() => import("./Payments"));
const Batch = lazy(() => import("./Batch"));
const Money = lazy(() => import("./Money"));
const Line = lazy(() => import("./Line"));
const Shown = lazy(() => import("./Shown").then((m) => ({ default: m.ShownInside })));

export default function Room() {
  const sees = useMay("benefits");
  return (
    <Routes>
      <Route index element={sees ? <Board /> : <Own />} />
      <Route path="claims/:number" element={<ClaimPage />} />
      <Route path="mine" element={<Own />} />
      <Route path="mine/:number" element={<OwnClaim />} />
      <Route path="payments" element={<Payments />} />
      <Route path="payments/:batch" element={<Batch />} />
      <Route path="money" element={<Money />} />
      <Route path="money/:year/:line" element={<Line />} />
      <Route path="shown" element={<Shown />} />
    </Routes>
  );
}
