import { words } from "@/words/words";

export const useDeedWords = words("deeds", {
  actions: ["可办的事", "What you can do"],
  none: ["现在没有您可办的事", "Nothing for you to do here now"],
  none_hint: ["轮到您时，这里会出现相应的按钮。", "When it is your turn, buttons appear here."],
  missing: ["还缺", "Still missing"],
  held: ["条件未到的", "Held back by a gate"],
  as: ["以“{{post}}”办理", "as {{post}}"],
  send: ["办理", "Do it"],
  cancel: ["取消", "Cancel"],
  more: ["其他可填项", "More"],
  required: ["请填写{{title}}", "Please give: {{title}}"],

  changed: [
    "这件事刚被别人改过，已读取最新情况，请核对后再办。",
    "Somebody has just changed this matter. It was read anew: check, then do it again.",
  ],
  done: ["{{title}}：已办", "{{title}}: done"],
  upload: ["添加文件", "Add a file"],
  uploading: ["正在上传…", "Uploading…"],
  words_too: ["或写明佐证（一行一条）", "or say what proves it (one a line)"],
  wd: ["个工作日", "working days"],
  d: ["天", "days"],
  mo: ["个月", "months"],
  h: ["个工作小时", "working hours"],
  yuan: ["元", "yuan"],
  wan: ["万元", "10,000 yuan"],
  yi: ["亿元", "100 million yuan"],

  pick_matter: ["输入编号或标题查找", "Look for a number or title"],
  about: ["关于 {{what}}", "about {{what}}"],
});
