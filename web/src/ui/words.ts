import { words } from "@/words/words";

export const useUiWords = words(
  "ui",
  {
    red: "红", amber: "黄", green: "绿", over: "已了结", red_long: "红灯", amber_long: "黄灯", green_long: "绿灯",
    loading: "正在读取…", retry: "重试", trace: "请求编号 {{trace}}", nothing: "没有内容", days_left: "还有 {{n}} 天", days_over: "超 {{n}} 天",
    hint_away: "请检查网络；服务器可能正在重启，过一会儿再试。您填写的内容还在这一页上。", hint_ended: "登录已结束，请重新登录后继续。", hint_forbidden: "您的岗位无权这样做；需要时请办公室或上级办理。", hint_gone: "它可能已改号、并案，或您看不到；请从台账查找。", hint_changed: "这件事刚被别人改过。请看过最新情况，再办一次。", hint_failed: "请稍后重试；仍不行，请把请求编号告诉管理员。",
    today: "今天", provisional: "暂估", provisional_why: "其中一年的放假安排尚未公布，公布后可能变动", more: "查看全部", vacant: "无人履职",
  },
  {
    red: "Red", amber: "Amber", green: "Green", over: "Over", red_long: "Red light", amber_long: "Amber light", green_long: "Green light",
    loading: "Loading…", retry: "Try again", trace: "Request {{trace}}", nothing: "Nothing here", days_left: "{{n}} days left", days_over: "{{n}} days late",
    hint_away: "Check the network; the server may be restarting. What you wrote is still on this page: try again in a moment.", hint_ended: "Your visit has ended: sign in again to go on.", hint_forbidden: "Your posts may not do this: ask the office, or the post above.", hint_gone: "It may have been renumbered or merged, or you may not see it: look for it in the ledger.", hint_changed: "Somebody has just changed this. Look at it as it is now, then do it again.", hint_failed: "Try again later; if it keeps failing, tell your administrator the number of the request.",
    today: "today", provisional: "provisional", provisional_why: "A year in it has no published holidays yet: the day may still change", more: "See all", vacant: "nobody acts",
  },
);
