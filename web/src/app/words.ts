import { words } from "@/words/words";

export const useAppWords = words(
  "app",
  {
    product: "勤廉", today: "今日", cockpit: "驾驶舱", map: "作战图", ledger: "台账", letters: "函件", sessions: "调度", decomposition: "任务分解", mechanisms: "机制", benefits: "惠企", redemption: "兑现", enterprises: "企业", org: "机构", admin: "管理",
    search: "搜索编号、事项、内容", search_label: "搜索事项", sign_out: "退出登录", language: "English", language_label: "切换为英文", dark: "深色", light: "浅色", menu: "主菜单", more: "更多", me: "{{title}}（个人）", unread: "{{n}} 条未读消息",
    skip: "跳到正文", not_found: "没有这个页面", not_found_hint: "地址可能已变，请从左侧菜单进入。", home: "回到今日", failed: "这一页出错了", failed_hint: "其他页面不受影响。请重新读取；若仍出错，请把下面的内容告诉管理员。", reload: "重新读取",
  },
  {
    product: "Qinlian", today: "Today", cockpit: "Cockpit", map: "War map", ledger: "Ledger", letters: "Letters", sessions: "Review", decomposition: "Decomposition", mechanisms: "Mechanisms", benefits: "Benefits", redemption: "Redemption", enterprises: "Enterprises", org: "Organisation", admin: "Administration",
    search: "Search numbers, titles, briefs", search_label: "Search matters", sign_out: "Sign out", language: "中文", language_label: "Switch to Chinese", dark: "Dark", light: "Light", menu: "Main menu", more: "More", me: "{{title}} (me)", unread: "{{n}} unread notices",
    skip: "Skip to content", not_found: "There is no such page", not_found_hint: "The address may have changed; start from the menu.", home: "Back to today", failed: "This page failed", failed_hint: "Other pages are not affected. Load it again; if it keeps failing, tell your administrator what stands below.", reload: "Load again",
  },
);
