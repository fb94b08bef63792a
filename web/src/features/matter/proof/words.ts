import { words } from "@/words/words";

export const useProofWords = words(
  "proof",
  {
    title: "核验凭据", verify: "核验", verify_n: "核验第 {{n}} 条", verify_last: "核验最新一条", checking: "正在本机核验…", holds: "核验通过：这条记录在账内，未被改动", fails: "核验不通过：请保存凭据并告诉审计管理员",
    hashed: "由记录原文在本机算出散列 {{hash}}…", included: "经 {{path}} 个兄弟散列，得到与检查点（{{size}} 条）相同的根 {{root}}…", not_included: "经 {{path}} 个兄弟散列得到的根，与检查点（{{size}} 条，{{root}}…）不同", numbered: "登记记录也在同一检查点内，编号为 {{number}}", not_numbered: "登记记录不在检查点内，或编号不是 {{number}}",
    signed: "检查点由 {{zone}} 的密钥签名，签名有效", not_signed: "检查点的签名无效（{{zone}}）", no_ed25519: "本浏览器不能验 Ed25519 签名；请下载凭据，用 qinlian verify --receipt 核验", qr: "凭据二维码", qr_says: "二维码含编号、记录散列和检查点（{{at}}）的根，可附在纸上，日后与账核对。", event: "记录散列", root: "检查点的根", download: "下载凭据", offline: "凭据不连服务器也可核验：qinlian verify --receipt 文件",
  },
  {
    title: "Receipt", verify: "Verify", verify_n: "Verify event {{n}}", verify_last: "Verify the last event", checking: "Checking in this browser…", holds: "It holds: this event is in the ledger, unaltered", fails: "It does not hold: keep the receipt and tell the audit administrator",
    hashed: "Hashed here from the event's own bytes: {{hash}}…", included: "{{path}} sibling hashes lead to the root of the checkpoint of {{size}} events, {{root}}…", not_included: "{{path}} sibling hashes do not lead to the root of the checkpoint of {{size}} events, {{root}}…", numbered: "The registration is in the same checkpoint, with the number {{number}}", not_numbered: "The registration is not in the checkpoint, or its number is not {{number}}",
    signed: "The checkpoint is signed by the key of {{zone}}", not_signed: "The checkpoint's signature is wrong ({{zone}})", no_ed25519: "This browser cannot check Ed25519: download the receipt and use qinlian verify --receipt", qr: "Receipt as a QR code", qr_says: "The code holds the number, the event's hash and the root of the checkpoint of {{at}}: print it beside the matter, and hold it against the ledger later.", event: "Event", root: "Root of the checkpoint", download: "Download the receipt", offline: "A receipt can be checked without this server: qinlian verify --receipt FILE",
  },
);
