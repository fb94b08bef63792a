// The registers that keep facts: whom they hold, and what is known of one of them as of a day.
import { lazy } from "react";
import { Route, Routes } from "react-router";
import List from "./List";

const Record = lazy(() => import("./Record"));

export default function Room() {
  return (
    <Routes>
      <Route index element={<List />} />
      <Route path=":register/:key" element={<Record />} />
    </Routes>
  );
}
