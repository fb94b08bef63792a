import { words } from "@/words/words";

export const useUiWords = words("ui", {
  red: ["红", "Red"],
  amber: ["黄", "Amber"],
  green: ["绿", "Green"],
  over: ["已了结", "Over"],
  red_long: ["红灯", "Red light"],
  amber_long: ["黄灯", "Amber light"],
  green_long: ["绿灯", "Green light"],

  loading: ["正在读取…", "Loading…"],
  retry: ["重试", "Try again"],
  trace: ["请求编号 {{trace}}", "Request {{trace}}"],
  nothing: ["没有内容", "Nothing here"],
  days_left: ["还有 {{n}} 天", "{{n}} days left"],
  days_over: ["超 {{n}} 天", "{{n}} days late"],

  hint_away: [
    "请检查网络；服务器可能正在重启，过一会儿再试。您填写的内容还在这一页上。",
    "Check the network; the server may be restarting. What you wrote is still on this page: try again in a moment.",
  ],
  hint_ended: ["登录已结束，请重新登录后继续。", "Your visit has ended: sign in again to go on."],
  hint_forbidden: ["您的岗位无权这样做；需要时请办公室或上级办理。", "Your posts may not do this: ask the office, or the post above."],
  hint_gone: [
    "它可能已改号、并案，或您看不到；请从台账查找。",
    "It may have been renumbered or merged, or you may not see it: look for it in the ledger.",
  ],
  hint_changed: [
    "这件事刚被别人改过。请看过最新情况，再办一次。",
    "Somebody has just changed this. Look at it as it is now, then do it again.",
  ],
  hint_failed: [
    "请稍后重试；仍不行，请把请求编号告诉管理员。",
    "Try again later; if it keeps failing, tell your administrator the number of the request.",
  ],

  hint_down: ["请稍后重试；仍不行，请告诉管理员。", "Try again later; if it keeps failing, tell your administrator."],

  today: ["今天", "today"],
  provisional: ["暂估", "provisional"],
  provisional_why: ["其中一年的放假安排尚未公布，公布后可能变动", "A year in it has no published holidays yet: the day may still change"],
  more: ["查看全部", "See all"],
  vacant: ["无人履职", "nobody acts"],
});
