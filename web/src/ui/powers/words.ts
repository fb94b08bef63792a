import { words } from "@/words/words";

/** What somebody may be allowed to do and how they stand to a zone, by the words of docs/authority.md. */
const usePowerWords = words("powers", {
  see: ["查看事项", "See matters"],
  history: ["查看经过", "See what happened"],
  handle: ["承办", "Handle"],
  attach: ["挂接佐证", "Attach evidence"],
  manage: ["交办、管理", "Assign and manage"],
  review: ["审核", "Review"],
  "close-out": ["核验销号", "Verify and close out"],
  grant: ["批准延期", "Grant extensions"],
  letters: ["办理函件", "Letters"],
  reply: ["签收、回复函件", "Sign for and answer letters"],
  unmask: ["查看完整个人信息", "Read personal data in full"],
  erase: ["删除个人信息", "Erase personal data"],

  register: ["登记事项", "Register matters"],
  import: ["导入台账", "Import ledgers"],
  export: ["导出台账", "Export ledgers"],
  sessions: ["召开会议", "Hold sessions"],
  records: ["维护名册", "Keep registers"],
  consult: ["查阅名册", "Read registers"],
  benefits: ["试算惠企条款", "Try clauses of benefits"],
  directory: ["查阅机构和机制", "Read the organisation and mechanisms"],
  org: ["调整机构", "Change the organisation"],
  holders: ["登记任职和移交", "Record who holds a post"],
  calendar: ["载入放假通知", "Take in holiday notices"],
  propose: ["报批机制", "Propose mechanisms"],
  redeem: ["办理兑现", "Act on claims"],
  absence: ["登记请假", "Enter absences"],
  overview: ["全区总览", "See the whole zone"],
  plan: ["试算机制", "Try mechanisms"],
  apply: ["施行机制", "Put mechanisms in force"],
  verify: ["核验账本", "Verify the ledger"],
  intake: ["推送工单", "Hand in work orders"],

  operate: ["系统运行", "Run the system"],
  accounts: ["账号开销", "Open and close accounts"],
  secure: ["账号安全", "Secure accounts"],
  audit: ["审计", "Audit"],

  office: ["督查室", "Supervision office"],
  inspector: ["纪检监察", "Discipline inspection"],
  leader: ["区领导", "Leader of the zone"],
  staff: ["在岗人员", "Staff"],
  machine: ["对接系统", "Another system"],
  "system-admin": ["系统管理员", "System administrator"],
  "security-admin": ["安全管理员", "Security administrator"],
  "audit-admin": ["审计管理员", "Audit administrator"],
  applicant: ["申请人", "Applicant"],

  system: ["系统管理员", "System administrator"],
  security: ["安全管理员", "Security administrator"],
  enterprise: ["企业", "Enterprise"],
  citizen: ["群众", "Citizen"],
});

/** The name of a capability or relation for a reader; what has none stays as it is. */
export function usePower(): (word: string) => string {
  const t = usePowerWords();
  return (word) => {
    const name = t(word as "see");
    return name || word;
  };
}
