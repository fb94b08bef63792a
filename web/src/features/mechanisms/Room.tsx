// Within the room the address leads on: the list, a page, the editor, a proposal, a version.
import { lazy } from "react";
import { Route, Routes } from "react-router";
import Mechanism from "./Mechanism";
import Mechanisms from "./Mechanisms";

const Edit = lazy(() => import("./Edit"));
const Proposal = lazy(() => import("./Proposal"));
const Version = lazy(() => import("./Proposal").then((m) => ({ default: m.Version })));

export default function Room() {
  return (
    <Routes>
      <Route index element={<Mechanisms />} />
      <Route path="edit" element={<Edit />} />
      <Route path="proposals/:id" element={<Proposal />} />
      <Route path="versions/:hash" element={<Version />} />
      <Route path=":type/:name" element={<Mechanism />} />
    </Routes>
  );
}
