import { words } from "@/words/words";

export const useProofWords = words("proof", {
  title: ["核验凭据", "Receipt"],
  verify: ["核验", "Verify"],
  verify_n: ["核验第 {{n}} 条", "Verify event {{n}}"],
  verify_last: ["核验最新一条", "Verify the last event"],
  checking: ["正在本机核验…", "Checking in this browser…"],
  holds: ["核验通过：这条记录在账内，未被改动", "It holds: this event is in the ledger, unaltered"],
  fails: ["核验不通过：请保存凭据并告诉审计管理员", "It does not hold: keep the receipt and tell the audit administrator"],

  hashed: ["由记录原文在本机算出散列 {{hash}}…", "Hashed here from the event's own bytes: {{hash}}…"],
  included: [
    "经 {{path}} 个兄弟散列，得到与检查点（{{size}} 条）相同的根 {{root}}…",
    "{{path}} sibling hashes lead to the root of the checkpoint of {{size}} events, {{root}}…",
  ],
  not_included: [
    "经 {{path}} 个兄弟散列得到的根，与检查点（{{size}} 条，{{root}}…）不同",
    "{{path}} sibling hashes do not lead to the root of the checkpoint of {{size}} events, {{root}}…",
  ],
  numbered: ["登记记录也在同一检查点内，编号为 {{number}}", "The registration is in the same checkpoint, with the number {{number}}"],
  not_numbered: [
    "登记记录不在检查点内，或编号不是 {{number}}",
    "The registration is not in the checkpoint, or its number is not {{number}}",
  ],

  signed: ["检查点由 {{zone}} 的密钥签名，签名有效", "The checkpoint is signed by the key of {{zone}}"],
  not_signed: ["检查点的签名无效（{{zone}}）", "The checkpoint's signature is wrong ({{zone}})"],
  no_ed25519: [
    "本浏览器不能验 Ed25519 签名；请下载凭据，用 qinlian verify --receipt 核验",
    "This browser cannot check Ed25519: download the receipt and use qinlian verify --receipt",
  ],
  qr: ["凭据二维码", "Receipt as a QR code"],
  qr_says: [
    "二维码含编号、记录散列和检查点（{{at}}）的根，可附在纸上，日后与账核对。",
    "The code holds the number, the event's hash and the root of the checkpoint of {{at}}: print it beside the matter, and hold it against the ledger later.",
  ],
  event: ["记录散列", "Event"],
  root: ["检查点的根", "Root of the checkpoint"],
  download: ["下载凭据", "Download the receipt"],
  offline: [
    "凭据不连服务器也可核验：qinlian verify --receipt 文件",
    "A receipt can be checked without this server: qinlian verify --receipt FILE",
  ],
});
