// A provider sends the browser back to the server, which sends it on to the site: with the code of the reason where the
// answer was not accepted.
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { words } from "@/words/words";

const useReasons = words("refused", {
  ceremony: [
    "这一步已超时或不是在本浏览器中开始的，请从头再来。",
    "This step took too long or was not begun in this browser: start again.",
  ],
  provider_refused: ["统一认证的登录结果未通过验证，请重新登录。", "The provider's answer was not accepted: sign in again."],
  provider_down: [
    "统一认证暂时无法登录，请稍后重试或用口令登录。",
    "The provider cannot sign anybody in just now: try again later, or use your password.",
  ],
  not_linked: [
    "该身份尚未绑定账号：请先用口令登录后绑定，或联系系统管理员。",
    "This identity is linked to no account: sign in with your password and link it, or ask the system administrator.",
  ],
  linked: ["该身份或该账号已绑定过，请先解绑。", "This identity or this account is linked already: unlink it first."],
  pending: ["账号尚待管理员核准。", "The account still waits for an administrator to admit it."],
  locked: ["账号已被安全管理员锁定，请与其联系。", "The account was locked by the security administrator: ask them."],
  closed: ["账号已注销。", "The account is closed."],
  too_fast: ["来自您所在网络的尝试过于频繁，请稍候再试。", "Too many attempts come from your network: wait a moment and try again."],
  other: [
    "统一认证登录未完成（{{code}}），请重试或用口令登录。",
    "The provider did not sign you in ({{code}}): try again, or use your password.",
  ],
});

const known = ["ceremony", "provider_refused", "provider_down", "not_linked", "linked", "pending", "locked", "closed", "too_fast"] as const;

/** Why the provider's answer was not accepted with which the browser came here, in words; taken off the address. */
export function useRefused(): string | undefined {
  const t = useReasons();
  const [search, setSearch] = useSearchParams();
  const [code] = useState(() => search.get("refused"));
  useEffect(() => {
    if (code)
      setSearch(
        (now) => {
          now.delete("refused");
          return now;
        },
        { replace: true },
      );
  }, [code, setSearch]);
  if (!code) return undefined;
  const reason = known.find((k) => code === `identity.${k}`);
  return reason ? t(reason) : t("other", { code });
}
