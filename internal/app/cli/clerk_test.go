package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clerk gives commands; kong reads the flags that QINLIAN_… stand for from the process itself.
type clerk struct{ db string }

func (c clerk) says(t *testing.T, lang string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	env := map[string]string{"LANG": lang, "COLUMNS": "1000"}
	Main(t.Context(), Process{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Env: func(name string) string { return env[name] },
		Now: func() time.Time { return time.Date(2026, 1, 5, 0, 30, 0, 0, time.UTC) },
	})
	return out.String()
}

func TestWhatAClerkIsTold(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": "2023-06-20 08:30"} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	t.Setenv("QINLIAN_AT", "")
	c.says(t, zh, "demo", "--db", c.db)
	t.Setenv("QINLIAN_AT", "2023-06-20 08:30")
	for _, step := range []struct {
		lang, command string
		says, never   []string
	}{
		{zh, "letter show 19/L3", []string{"关于“引进生物医药中试基地”的督办函", "已拟稿 · 事项"}, []string{"(letter.not_found)"}}, // nothing was swept since the 12th
		{zh, "duty meet 19 签发函件L3 --as 招商局综合科科长", []string{"以“签发函件”履行"}, []string{"(matter.no_duty)"}},
		{zh, "sweep", []string{"触发升级步骤"}, nil},
		{zh, "letter list --state 已拟稿", []string{"已拟稿 2 个工作日", "拟于 2023-06-16", "19号/L3"}, []string{"19号/L1"}},
		{zh, "letter list --matter 19 --all", []string{"19号/L1", "19号/L3"}, []string{"6号/L1"}},
		{zh, "letter list --matter 19", []string{"19号/L3", "--all"}, []string{"19号/L1"}},
		{zh, "letter list --to 招商局局", []string{"是否为：", "(org.post_unknown)"}, []string{"共 0 条"}},
		{zh, "letter list --at 2023-07-10", []string{"尚未清点", "qinlian sweep"}, nil},
		{zh, "duty list --at 2023-07-10", []string{"尚未清点；本表已按此刻推算"}, nil},
		{en, "duty list --at 2023-07-10", []string{"wait for a sweep; the list shows them as of now"}, nil},
		{zh, "duty list --matter 6 --state 漏办 --state met", []string{"漏办"}, []string{"待办"}},
		{zh, "duty list --matter 6 --state met,open", []string{"待办"}, []string{"漏办"}},
		{zh, "duty list --matter 6", []string{"漏办", "待办"}, nil},
		{zh, "duty list --matter 6", []string{"回复函件 L1"}, []string{"招调〔2023〕11号", "尚未清点"}},
		{zh, "matter list --urgency 红 --json", []string{`"urgency": "red"`}, []string{`"urgency": "green"`}},
		{zh, "matter list --urgency 紫", []string{"可用的有：", "橙色（orange）", "(matter.unknown_urgency)"}, nil},
		{zh, "matter list --owner 招商一科可长", []string{"招商一科科长", "(org.post_unknown)"}, []string{"共 0 条"}},
		{zh, "duty list --owner 招商一科可长", []string{"招商一科科长", "(org.post_unknown)"}, []string{"共 0 条"}},
		{zh, "duty meet 6 --as 分管招商副主任", []string{"有多项义务", "约谈", "回复函件L1", "(duty.ambiguous)"}, []string{"talk/"}},
		{zh, "duty meet 10 每周调度 --as 招商二科科长", []string{"应当回避，不能履行", "招商局局长", "(matter.recused)"}, []string{"已调度"}},
		{zh, "duty meet 10 每周调度 --as 招商局局长", []string{"已调度"}, nil},
		{zh, "letter show 19/L1", []string{"已被新稿取代（L3）"}, []string{"草稿"}},
		{en, "letter show 19/L1", []string{"superseded by a newer draft (L3)"}, nil},
		{zh, "letter issue 19/L1 --as 招商局综合科科长", []string{"现为“已被新稿取代”", "(letter.order)"}, []string{"已签发"}},
		{zh, "show 19", []string{"未发的“提示函”由新拟的“督办函”取代", "漏办：招商局综合科科长至 2023-06-14 17:30 未签发函件"}, nil},
		{en, "show 19", []string{"which was not issued, gave way to", "missed: letter not issued by 招商局综合科科长, due 2023-06-14 17:30"}, nil},
		{zh, "letter show 19/L2", []string{"（草稿，编号于签发时给定）", "关于“", "现就以下事由提示", "此稿拟就已 2 个工作日", "督办函"}, []string{"未编号"}},
		{en, "letter show 19/L2", []string{"this draft is 2 working days old"}, nil},
		{zh, "letter issue 19/L2 --as 招商局综合科科长", []string{"已签发", "此稿拟就已 2 个工作日"}, nil},
		{zh, "duty meet 6 约谈 --as 分管招商副主任 --text 已谈", []string{"已履行：约谈"}, []string{"调度"}},
		{zh, "show 6", []string{"已履行：约谈 已谈"}, nil},
		{en, "show 6", []string{"met: hold a talk 已谈"}, nil},
		{zh, "duty meet 6 约谈 --as 分管招商副主任", []string{"已于 2023-06-20 08:30 履行", "(duty.met)"}, nil},
		{zh, "matter look-at 3 --duty 调度2023年6月下半月 --as 招商一科科长", []string{"已调度"}, nil},
		{zh, "duty meet 3 调度2023年6月下半月 --as 招商一科科长", []string{"(duty.met)"}, nil},
		{zh, "letter withdraw 19/L2 --as 招商局综合科科长 --reason 发错", []string{"另拟一份函件更正"}, nil},
		{zh, "duty meet 6 签字 --as 分管招商副主任", []string{"可用的有：", "回复函件"}, nil},
		{zh, "letter sign 6/L1 --as 招商一科科长", []string{"已签收"}, nil},
		{zh, "letter reply 6/L1 --as 招商一科科长 --text 已约请企业", []string{"已回复"}, nil},
		{zh, "letter list --matter 6", []string{"已回复", "迟于 2023-06-13"}, []string{"2023-06-13 前复函"}},
		{zh, "show 6", []string{"回复函件 督〔2023〕2号：已约请企业"}, []string{"督〔2023〕2号 → 招商一科科长：已约请企业"}},
		{zh, "matter register --kind 分级调度任务 --title 无时限的一件 --as 招商局综合科科长", []string{"登记、没有时限"}, []string{"时限确定"}},
		{zh, "matter attach 6 --evidence 封顶照片.jpg --evidence 第3.5条 --as 招商一科专员", []string{"补充佐证", "“封顶照片.jpg”：这里没有这个文件"}, []string{"挂接", "“第3.5条”："}},
		{zh, "matter attach 6 --as 招商一科专员 --evidence " + c.db, []string{"demo.db”：只记文件名，文件没有存入"}, nil},
		{zh, "matter transfer 6 --owner 招商一科专员 --due 2023-12-31 --reason 分工 --as 招商局党支部书记", []string{"申请调整计划", "(clock.due_by_replan)"}, nil},
		{zh, "matter report 6 --text 补记 --as 招商一科专员 --at 2023-06-05", []string{"2023-06-20 08:30 已有记录", "2023-06-05 08:30", "(matter.time_back)"}, []string{"Z"}},
		{en, "matter report 6 --text late --as 招商一科专员 --at 2023-06-05", []string{"entry of 2023-06-20 08:30", "(matter.time_back)"}, []string{"00:30"}},
	} {
		said := c.says(t, step.lang, strings.Fields(step.command)...)
		for _, want := range step.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", step.command, want, said)
			}
		}
		for _, never := range step.never {
			if strings.Contains(said, never) {
				t.Errorf("%s says %q:\n%s", step.command, never, said)
			}
		}
	}
}
