// Within the room the address leads on: the clauses, one of them, why somebody gets it, a draft, a comparison, one's own.
import { lazy } from "react";
import { Route, Routes } from "react-router";
import { useMay } from "@/api/me";
import Clauses from "./Clauses";
import Mine from "./Mine";

const Clause = lazy(() => import("./Clause"));
const Why = lazy(() => import("./Why"));
const WhyMine = lazy(() => import("./Why").then((m) => ({ default: m.WhyMine })));
const Editor = lazy(() => import("./Editor"));
const Plan = lazy(() => import("./Plan"));

export default function Room() {
  const tries = useMay("benefits");
  return (
    <Routes>
      <Route index element={tries ? <Clauses /> : <Mine />} />
      <Route path="mine" element={<Mine />} />
      <Route path="mine/:key/:document/:clause" element={<WhyMine />} />
      <Route path="clauses" element={<Clauses />} />
      <Route path="clauses/:document/:clause" element={<Clause />} />
      <Route path="clauses/:document/:clause/records/:key" element={<Why />} />
      <Route path="draft" element={<Editor />} />
      <Route path="plan" element={<Plan />} />
    </Routes>
  );
}
