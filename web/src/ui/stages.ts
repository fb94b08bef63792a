import { words } from "@/words/words";

/** The stages of a matter's life, as the server names them. */
export const stages = [
  "registered", "established", "assigned", "accepted", "working", "reported", "reviewed", "completed", "followed-up", "closed", "archived", "withdrawn", "merged",
] as const;
export type Stage = (typeof stages)[number];

const useStageWords = words(
  "stages",
  {
    registered: "已登记", established: "已立项", assigned: "已交办", accepted: "已签收", working: "承办中", reported: "已反馈", reviewed: "已审核", completed: "已办结", "followed-up": "已回访",
    closed: "已销号", archived: "已归档", withdrawn: "已撤销", merged: "已并案",
  },
  {
    registered: "Registered", established: "Established", assigned: "Assigned", accepted: "Accepted", working: "In hand", reported: "Reported", reviewed: "Reviewed", completed: "Completed", "followed-up": "Followed up",
    closed: "Closed out", archived: "Archived", withdrawn: "Withdrawn", merged: "Merged",
  },
);

export function useStage(): (stage: string) => string {
  const t = useStageWords();
  return (stage) => ((stages as readonly string[]).includes(stage) ? t(stage as Stage) : stage);
}
