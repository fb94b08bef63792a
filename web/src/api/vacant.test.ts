import { expect, it } from "vitest";
import { vacancies } from "./vacant";

it("nobody acts for a post without a holder, nor for a body whose keeper has none", () => {
  const posts = [{ name: "局长", acting: "p1" }, { name: "科长" }, { name: "专员", acting: "" }];
  const bodies = [{ name: "专班", vacant: true }, { name: "小组" }];
  expect([...vacancies(posts, bodies)]).toEqual(["科长", "专员", "专班"]);
});
