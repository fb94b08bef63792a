import { words } from "@/words/words";

export const useRegisterWords = words("register", {
  title: ["登记事项", "Register a matter"],
  kind: ["登记哪一类事项", "What kind of matter"],
  kind_hint: ["每一类的时限、责任和灯的规则写在机制里。", "Limits, duties and lights of each kind stand in its mechanism."],
  limit: ["承诺 {{limit}}", "promised: {{limit}}"],
  no_limit: ["时限由交办时定", "due as assigned"],
  change_kind: ["换一类", "Another kind"],
  form: ["填写", "Fill in"],
  send: ["登记", "Register"],
  done: ["已登记：{{number}}", "Registered: {{number}}"],
  as: ["以哪个岗位登记", "Acting as"],
  seldom: ["其他可填项", "More"],

  forbidden: ["您的岗位不能登记事项", "Your posts may not register matters"],
  forbidden_hint: ["请由办公室、督查室或机制指定的岗位登记。", "The office, or the post that the mechanism names, registers them."],
  not_this: ["您的岗位不能登记这一类事项。", "Your posts may not register matters of this kind."],
  faults: ["有 {{n}} 处需要改正，已标在各项下面。", "{{n}} things to put right, each told below its field."],
});
