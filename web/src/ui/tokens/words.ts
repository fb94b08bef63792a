import { words } from "@/words/words";

export const useTokenWords = words(
  "tokens",
  { title: "用途", scopes: "权限", expires: "有效期至", last_used: "上次使用", never: "从未", state: "状态", valid: "有效", expired: "已过期", revoked: "已吊销", revoke: "吊销" },
  { title: "What for", scopes: "Scopes", expires: "Valid until", last_used: "Last used", never: "never", state: "State", valid: "Valid", expired: "Expired", revoked: "Revoked", revoke: "Revoke" },
);
