import { words } from "@/words/words";

/** What somebody may be allowed to do and how they stand to a zone, by the words of docs/authority.md. */
const usePowerWords = words(
  "powers",
  {
    see: "查看事项", history: "查看经过", handle: "承办", attach: "挂接佐证", manage: "交办、管理", review: "审核", "close-out": "核验销号", grant: "批准延期", letters: "办理函件", reply: "签收、回复函件", unmask: "查看完整个人信息", erase: "删除个人信息",
    register: "登记事项", import: "导入台账", export: "导出台账", sessions: "召开会议", records: "维护名册", consult: "查阅名册", benefits: "试算惠企条款", directory: "查阅机构和机制", org: "调整机构", holders: "登记任职和移交", calendar: "载入放假通知", propose: "报批机制", redeem: "办理兑现", absence: "登记请假", overview: "全区总览", plan: "试算机制", apply: "施行机制", verify: "核验账本", intake: "推送工单",
    operate: "系统运行", accounts: "账号开销", secure: "账号安全", audit: "审计",
    office: "督查室", inspector: "纪检监察", leader: "区领导", staff: "在岗人员", machine: "对接系统", "system-admin": "系统管理员", "security-admin": "安全管理员", "audit-admin": "审计管理员", applicant: "申请人",
    system: "系统管理员", security: "安全管理员", enterprise: "企业", citizen: "群众",
  },
  {
    see: "See matters", history: "See what happened", handle: "Handle", attach: "Attach evidence", manage: "Assign and manage", review: "Review", "close-out": "Verify and close out", grant: "Grant extensions", letters: "Letters", reply: "Sign for and answer letters", unmask: "Read personal data in full", erase: "Erase personal data",
    register: "Register matters", import: "Import ledgers", export: "Export ledgers", sessions: "Hold sessions", records: "Keep registers", consult: "Read registers", benefits: "Try clauses of benefits", directory: "Read the organisation and mechanisms", org: "Change the organisation", holders: "Record who holds a post", calendar: "Take in holiday notices", propose: "Propose mechanisms", redeem: "Act on claims", absence: "Enter absences", overview: "See the whole zone", plan: "Try mechanisms", apply: "Put mechanisms in force", verify: "Verify the ledger", intake: "Hand in work orders",
    operate: "Run the system", accounts: "Open and close accounts", secure: "Secure accounts", audit: "Audit",
    office: "Supervision office", inspector: "Discipline inspection", leader: "Leader of the zone", staff: "Staff", machine: "Another system", "system-admin": "System administrator", "security-admin": "Security administrator", "audit-admin": "Audit administrator", applicant: "Applicant",
    system: "System administrator", security: "Security administrator", enterprise: "Enterprise", citizen: "Citizen",
  },
);

/** The name of a capability or relation for a reader; what has none stays as it is. */
export function usePower(): (word: string) => string {
  const t = usePowerWords();
  return (word) => {
    const name = t(word as "see");
    return name || word;
  };
}
