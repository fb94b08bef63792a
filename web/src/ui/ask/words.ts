import { words } from "@/words/words";

export const useAskWords = words("ask", {
  send: ["确定", "OK"],
  cancel: ["取消", "Cancel"],
  close: ["已记下，关闭", "Written down, close"],
  required: ["请填写{{title}}", "Please give: {{title}}"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  once: ["只显示这一次，关闭后无法再看。", "It is shown only now; nobody can read it again."],
  loading: ["正在读取…", "Loading…"],
  more: ["再读一页", "Read more"],
  yes: ["是", "Yes"],
  no: ["否", "No"],
});
