package cli

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// usage turns kong's refusal of a command line into one of ours.
func usage(err error) error {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return errs.Newf(errs.Invalid, e.Code, "%[1]s", "%[2]s", e.Text.In(text.Zh), e.Text.In(text.En))
	}
	var parse *kong.ParseError
	command := ""
	if errors.As(err, &parse) && parse.Context != nil {
		if words := parse.Context.Command(); words != "" {
			command = " " + firstWords(words)
		}
	}
	said := hints(err.Error(), parse)
	zh, en := said, said
	for _, u := range usageWords {
		zh = u.says.ReplaceAllString(zh, u.zh)
		if u.en != "" {
			en = u.says.ReplaceAllString(en, u.en)
		}
	}
	see, seeEn := "；看", "; see"
	if strings.HasSuffix(zh, "？") { // it asks what was meant
		see = "看"
	}
	if strings.HasSuffix(en, "?") {
		seeEn = " See"
	}
	return errs.Newf(errs.Invalid, "usage", "用法有误：%[1]s%[4]s qinlian%[3]s --help", "usage: %[2]s%[5]s qinlian%[3]s --help", inPlaceholders(zh), en, command, see, seeEn)
}

// repeated refuses a flag of one value that is given twice: the parser keeps the last and says nothing.
func repeated(parsed *kong.Context) error {
	given := map[*kong.Flag]bool{}
	for _, at := range parsed.Path {
		flag := at.Flag
		if flag == nil || at.Resolved || flag.IsCumulative() || flag.IsBool() {
			continue
		}
		if given[flag] {
			return errs.Newf(errs.Invalid, "usage", "--%[1]s 只能写一次；看 qinlian %[2]s --help", "--%[1]s may be given once; see qinlian %[2]s --help", flag.Name, firstWords(parsed.Command()))
		}
		given[flag] = true
	}
	return nil
}

// firstWords leaves a command's words and drops its <arguments>.
func firstWords(command string) string {
	words, _, _ := strings.Cut(command, " <")
	words, _, _ = strings.Cut(words, " [")
	return words
}

// usageWords are what kong says of a command line, and what we say instead; "" keeps kong's English.
var usageWords = func() []usageWord {
	var out []usageWord
	for _, w := range [][3]string{
		{`(\S+): expected \S+ value but got "([^"]*)" \([^)]*\); perhaps try (.+)\?$`, `$1 缺少值：“$2”以减号开头，被当作选项；确是值的，写作 $3`, `$1 needs a value: "$2" begins with a dash and is taken for a flag; if it is the value, write $3`},
		{`(\S+): expected \S+ value but got "EOL" \([^)]*\)`, `$1 缺少值`, `$1 needs a value`},
		{`(\S+): expected \S+ value but got "([^"]*)" \([^)]*\)`, `$1 缺少值，后面是“$2”`, `$1 needs a value and is followed by "$2"`},
		{`(\S+): expected (?:a valid \d+ bit u?int|an int) but got "?([^"]*)"?(?: \([^)]*\))?`, `$1 须为整数，不是“$2”`, `$1 takes a whole number, not "$2"`},
		{`(\S+): expected a float but got "?([^"]*)"?(?: \([^)]*\))?`, `$1 须为数字，不是“$2”`, `$1 takes a number, not "$2"`},
		{`(\S+): (?:bool value must be true, 1, yes, false, 0 or no|expected bool) but got "([^"]*)".*`, `$1 不用带值，带也只能是 true 或 false，不是“$2”`, `$1 takes no value, or true or false, not "$2"`},
		{`(\S+): expected "<key>=<value>" but got "([^"]*)".*`, `$1 须写作 名称=值，不是“$2”`, `$1 is written NAME=VALUE, not "$2"`},
		{`(\S+): missing value, expecting ".*"`, `$1 缺少值`, `$1 needs a value`},
		{`expected one of "register", "ask-.*$`, `请写明办什么事，如 register（登记）、assign（交办）、report（反馈）`, `say what to do, such as register, assign or report`},
		{`expected one of (.+)$`, `后面须写下列之一：$1`, ``},
		{`^expected "([^"]+)"`, `后面缺少 $1`, `$1 is missing`},
		{`missing positional arguments (.+)$`, `后面缺少 $1`, ``},
		{`missing flags: (.+)$`, `缺少选项 $1`, ``},
		{`unexpected argument ([^,;]+)`, `“$1”多余或写错`, ``},
		{`unexpected flag argument "([^"]*)"`, `选项后多余的值“$1”`, ``},
		{`unknown flag ([^,]+)`, `没有选项 $1`, ``},
		{`; the command's flags are: (.+)$`, `；本命令的选项：$1`, ``},
		{`; usage: (.+)$`, `；写法：$1`, ``},
		{`, did you mean one of (.+)\?$`, `；是否要写下列之一：$1？`, ``},
		{`, did you mean (.+)\?$`, `；是否要写 $1？`, ``},
		{`(\S+) must be one of (.+?)(?:,"")? but got "([^"]*)"`, `$1 须为下列之一：$2，不是“$3”`, `$1 must be one of $2, not "$3"`},
		{`(\S+) and (\S+) can't be used together`, `$1 与 $2 不能同用`, ``},
		{` \(from envar ([^)]*)\)`, `（来自环境变量 $1）`, ` (from the environment: $1)`},
	} {
		out = append(out, usageWord{regexp.MustCompile(w[0]), w[1], w[2]})
	}
	return out
}()

type usageWord struct {
	says   *regexp.Regexp
	zh, en string
}

// placeholders are the words that stand for a value in help, by what the grammar calls them.
var placeholders = map[string]string{
	"STRING": "文字", "POST": "岗位", "PERSON": "人员", "UNIT": "单位", "UNIT|POST": "单位|岗位", "CODE": "代码", "NUMBER": "编号", "DATE": "日期", "TIME": "时刻", "ZONE": "地区", "FIELD": "字段",
	"FILE": "文件", "FILE|URL": "文件|URL", "PERCENT": "百分数", "INT": "整数", "INT-64": "整数", "FOLDER": "文件夹", "N": "整数", "OLD=NEW": "旧=新", "A..B": "起..止",
	"KEY": "标识", "NAME": "名称", "CLAUSE": "条款", "LINE": "科目", "YEAR": "年份", "VERDICT": "结论", "POST|NUMBER": "岗位|编号", "NAME=VALUE": "字段=值",
	"KIND": "种类", "KIND=TITLE": "种类=名称", "NUMBER=URGENCY": "编号=紧急程度", "BLOCK=TITLE[@MATTER]": "板块=题目[@编号]", "POST=REASON": "岗位=原因",
	"CODE[=NAME]": "代码[=名称]", "10WD": "10wd", "URL": "网址", "HOLDER": "工号", "HOST:PORT": "主机:端口", "KEY=VALUE": "设置=值", "20S": "20s",
	"number": "编号", "letter": "函件", "session": "会议", "template": "模板", "register": "登记簿", "key": "关键字", "values": "字段=值", "file": "文件",
	"folder": "文件夹", "from": "原", "into": "新", "to": "新文件夹", "unit": "单位", "post": "岗位", "person": "人员", "code": "代码", "name": "名称", "topic": "主题", "year": "年份",
	"duty": "义务", "item": "板块=题目[@编号]", "block": "板块", "notice": "通知文件", "body": "机构", "clause": "条款", "claim": "兑现件", "record": "对象",
	"amount": "金额", "draft": "草案", "line": "科目", "login": "登录名", "id": "代号", "text": "内容", "n": "序号", "url": "网址",
}

// inPlaceholders puts the Chinese word for a value wherever kong shows its English one, and keeps columns straight.
func inPlaceholders(page string) string {
	return placeholder.ReplaceAllStringFunc(page, func(found string) string {
		m := placeholder.FindStringSubmatch(found)
		word := strings.TrimSuffix(m[2], ",...")
		zh, ok := placeholders[word]
		if !ok {
			zh, ok = placeholders[strings.ToUpper(word)]
		}
		if !ok && m[1] != "<" && word == strings.ToUpper(word) && !strings.ContainsAny(word, "0123456789\"") { // a flag's own name
			zh, ok = placeholders["STRING"], true
		}
		if !ok {
			return found
		}
		written := m[1] + zh + strings.TrimPrefix(m[2], word) + m[3]
		if gap := len(m[4]); gap > 1 {
			return written + strings.Repeat(" ", max(2, gap+terminal.Width(found[:len(found)-gap])-terminal.Width(written)))
		}
		return written + m[4]
	})
}

// placeholder finds --flag=WORD and <word> in what kong writes, with the spaces up to the next column.
var placeholder = regexp.MustCompile(`(--[a-z-]+=|<)([^\s>;,]+(?:,\.\.\.)?)(>?)( *)`)
