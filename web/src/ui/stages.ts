import { words } from "@/words/words";

/** The stages of a matter's life, as the server names them. */
export const stages = [
  "registered",
  "established",
  "assigned",
  "accepted",
  "working",
  "reported",
  "reviewed",
  "completed",
  "followed-up",
  "closed",
  "archived",
  "withdrawn",
  "merged",
] as const;
export type Stage = (typeof stages)[number];

const useStageWords = words("stages", {
  registered: ["已登记", "Registered"],
  established: ["已立项", "Established"],
  assigned: ["已交办", "Assigned"],
  accepted: ["已签收", "Accepted"],
  working: ["承办中", "In hand"],
  reported: ["已反馈", "Reported"],
  reviewed: ["已审核", "Reviewed"],
  completed: ["已办结", "Completed"],
  "followed-up": ["已回访", "Followed up"],
  closed: ["已销号", "Closed out"],
  archived: ["已归档", "Archived"],
  withdrawn: ["已撤销", "Withdrawn"],
  merged: ["已并案", "Merged"],
});

export function useStage(): (stage: string) => string {
  const t = useStageWords();
  return (stage) => ((stages as readonly string[]).includes(stage) ? t(stage as Stage) : stage);
}
