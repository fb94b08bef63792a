package rule

import (
	"slices"
	"strings"

	"qinlian/internal/base/text"
)

// kindTitles are what people call the sorts of value.
var kindTitles = [...]text.Text{
	KindString:    {Zh: "文字", En: "text"},
	KindBool:      {Zh: "是否", En: "yes or no"},
	KindInt:       {Zh: "整数", En: "a whole number"},
	KindDouble:    {Zh: "数字", En: "a number"},
	KindMoney:     {Zh: "金额", En: "an amount"},
	KindDate:      {Zh: "日期", En: "a date"},
	KindWorkdays:  {Zh: "工作日数", En: "working days"},
	KindDays:      {Zh: "天数", En: "days"},
	KindTimestamp: {Zh: "时刻", En: "an instant"},
	KindList:      {Zh: "列表", En: "a list"},
	KindObject:    {Zh: "记录", En: "a record"},
}

// Title is what people call a sort of value: of a field's type, too.
func (k Kind) Title() text.Text { return kindTitles[k] }

// typeWords says in Chinese, within quotation marks, what a type is that a message of the checker names; the name itself where
// it is that of a record, which the rule writes so.
func typeWords(name string) string { return "“" + typeTitle(name) + "”" }

func typeTitle(name string) string {
	if elem, ok := strings.CutPrefix(name, "list("); ok {
		return typeTitle(strings.TrimSuffix(elem, ")")) + KindList.Title().Zh
	}
	switch k := slices.Index(kindNames[:], name); {
	case k > 0:
		return Kind(k).Title().Zh
	case name == "google.protobuf.Timestamp":
		return KindTimestamp.Title().Zh
	case name == "dyn": // of an empty list
		return "任意"
	}
	return name
}
