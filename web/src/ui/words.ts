import { words } from "@/words/words";

export const useUiWords = words(
  "ui",
  {
    red: "红", amber: "黄", green: "绿", over: "已了结", red_long: "红灯", amber_long: "黄灯", green_long: "绿灯",
    loading: "正在读取…", retry: "重试", trace: "请求编号 {{trace}}", nothing: "没有内容", days_left: "还有 {{n}} 天", days_over: "超 {{n}} 天",
    today: "今天", more: "查看全部",
  },
  {
    red: "Red", amber: "Amber", green: "Green", over: "Over", red_long: "Red light", amber_long: "Amber light", green_long: "Green light",
    loading: "Loading…", retry: "Try again", trace: "Request {{trace}}", nothing: "Nothing here", days_left: "{{n}} days left", days_over: "{{n}} days late",
    today: "today", more: "See all",
  },
);
