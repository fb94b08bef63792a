import { words } from "@/words/words";

export const useAskWords = words(
  "ask",
  { send: "确定", cancel: "取消", close: "已记下，关闭", required: "请填写{{title}}", copy: "复制", copied: "已复制", once: "只显示这一次，关闭后无法再看。", loading: "正在读取…", more: "再读一页", yes: "是", no: "否" },
  { send: "OK", cancel: "Cancel", close: "Written down, close", required: "Please give: {{title}}", copy: "Copy", copied: "Copied", once: "It is shown only now; nobody can read it again.", loading: "Loading…", more: "Read more", yes: "Yes", no: "No" },
);
