import { words } from "@/words/words";

export const useRegisterWords = words(
  "register",
  {
    title: "登记事项", kind: "登记哪一类事项", kind_hint: "每一类的时限、责任和灯的规则写在机制里。", limit: "承诺 {{limit}}", no_limit: "时限由交办时定", change_kind: "换一类", form: "填写", send: "登记", done: "已登记：{{number}}", as: "以哪个岗位登记", seldom: "其他可填项",
    forbidden: "您的岗位不能登记事项", forbidden_hint: "请由办公室、督查室或机制指定的岗位登记。", not_this: "您的岗位不能登记这一类事项。", faults: "有 {{n}} 处需要改正，已标在各项下面。",
  },
  {
    title: "Register a matter", kind: "What kind of matter", kind_hint: "Limits, duties and lights of each kind stand in its mechanism.", limit: "promised: {{limit}}", no_limit: "due as assigned", change_kind: "Another kind", form: "Fill in", send: "Register", done: "Registered: {{number}}", as: "Acting as", seldom: "More",
    forbidden: "Your posts may not register matters", forbidden_hint: "The office, or the post that the mechanism names, registers them.", not_this: "Your posts may not register matters of this kind.", faults: "{{n}} things to put right, each told below its field.",
  },
);
