import { afterEach, describe, expect, it } from "vitest";
import { setLang } from "@/words/words";
import { dayOf, daysBetween, dayWords, instantWords, periodWords } from "./time";

afterEach(() => setLang("zh"));

describe("time", () => {
  it("tells the zone's day of an instant, not the browser's", () => {
    expect(dayOf("2023-12-31T16:30:00Z")).toBe("2024-01-01");
    expect(dayOf("2023-12-31T15:59:59Z")).toBe("2023-12-31");
  });
  it("counts calendar days, also over the end of a year and of February", () => {
    expect(daysBetween("2023-12-31", "2024-01-01")).toBe(1);
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysBetween("2023-06-12", "2023-06-09")).toBe(-3);
  });
  it("leaves out the year where it is the reader's", () => {
    expect(dayWords("2023-06-12", "2023-01-01")).toBe("6月12日");
    expect(dayWords("2022-06-12", "2023-01-01")).toBe("2022年6月12日");
    setLang("en");
    expect(dayWords("2022-06-12", "2023-01-01")).toBe("12 Jun 2022");
  });
  it("tells an instant to the minute", () => {
    expect(instantWords("2023-06-12T09:30:00Z")).toBe("6月12日 17:30");
  });
  it("names every period of a cadence", () => {
    expect(["2023-W05", "2023-12-H1", "2023-12-H2", "2023-06", "2023-Q4", "2023-H2", "2023", "2023-年初", "L1"].map(periodWords)).toEqual([
      "2023年第5周",
      "2023年12月上半月",
      "2023年12月下半月",
      "2023年6月",
      "2023年第4季度",
      "2023年下半年",
      "2023年",
      "2023年年初",
      "L1",
    ]);
  });
});
