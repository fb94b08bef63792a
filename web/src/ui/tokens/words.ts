import { words } from "@/words/words";

export const useTokenWords = words("tokens", {
  title: ["用途", "What for"],
  scopes: ["权限", "Scopes"],
  expires: ["有效期至", "Valid until"],
  last_used: ["上次使用", "Last used"],
  never: ["从未", "never"],
  state: ["状态", "State"],
  valid: ["有效", "Valid"],
  expired: ["已过期", "Expired"],
  revoked: ["已吊销", "Revoked"],
  revoke: ["吊销", "Revoke"],
});
