import { words } from "@/words/words";

export const useDeedWords = words(
  "deeds",
  {
    actions: "可办的事", none: "现在没有您可办的事", none_hint: "轮到您时，这里会出现相应的按钮。", missing: "还缺", held: "条件未到的", as: "以“{{post}}”办理", send: "办理", cancel: "取消", more: "其他可填项", required: "请填写{{title}}",
    changed: "这件事刚被别人改过，已读取最新情况，请核对后再办。", done: "{{title}}：已办", upload: "添加文件", uploading: "正在上传…", words_too: "或写明佐证（一行一条）", wd: "个工作日", d: "天", mo: "个月", h: "个工作小时", yuan: "元", wan: "万元", yi: "亿元",
    pick_matter: "输入编号或标题查找", about: "关于 {{what}}",
  },
  {
    actions: "What you can do", none: "Nothing for you to do here now", none_hint: "When it is your turn, buttons appear here.", missing: "Still missing", held: "Held back by a gate", as: "as {{post}}", send: "Do it", cancel: "Cancel", more: "More", required: "Please give: {{title}}",
    changed: "Somebody has just changed this matter. It was read anew: check, then do it again.", done: "{{title}}: done", upload: "Add a file", uploading: "Uploading…", words_too: "or say what proves it (one a line)", wd: "working days", d: "days", mo: "months", h: "working hours", yuan: "yuan", wan: "10,000 yuan", yi: "100 million yuan",
    pick_matter: "Look for a number or title", about: "about {{what}}",
  },
);
