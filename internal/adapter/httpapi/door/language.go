package door

import (
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"
	"golang.org/x/text/language"

	"qinlian/internal/base/text"
)

var spoken = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})

// languageOf picks the language of the answer; Chinese unless English is preferred.
func languageOf(acceptLanguage string) text.Lang {
	if acceptLanguage == "" || len(acceptLanguage) > 256 {
		return text.Zh
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return text.Zh
	}
	if _, index, sure := spoken.Match(wanted...); sure > language.No && index == 1 {
		return text.En
	}
	return text.Zh
}

// between separates the two languages of a message that is made before anybody asks for one.
const between = "\x1f"

// oneLanguage picks one of the two.
func oneLanguage(message string, lang text.Lang) string {
	zh, en, both := strings.Cut(message, between)
	switch {
	case !both:
		return phrase(message, lang)
	case lang == text.En:
		return en
	}
	return zh
}

// bilingual gives the schema's findings both languages.
func bilingual() {
	for at, zh := range map[*string]string{
		&validation.MsgExpectedRFC3339DateTime: "须为 RFC 3339 时间，如 2023-06-12T08:30:00+08:00",
		&validation.MsgExpectedRFC3339Date:     "须为日期，如 2023-06-12", &validation.MsgExpectedRFC3339Time: "须为时刻，如 08:30:00",
		&validation.MsgExpectedRFC3986URI: "须为网址：%[1]v", &validation.MsgExpectedRFC4122UUID: "须为 UUID：%[1]v",
		&validation.MsgExpectedRFC5322Email: "须为电子邮件地址：%[1]v", &validation.MsgExpectedRegexp: "须为正则表达式：%[1]v",
		&validation.MsgExpectedBoolean: "须为 true 或 false", &validation.MsgExpectedDuration: "须为时长：%[1]v",
		&validation.MsgExpectedNumber: "须为数字", &validation.MsgExpectedInteger: "须为整数", &validation.MsgExpectedString: "须为文字",
		&validation.MsgExpectedBase64String: "须为 base64 编码", &validation.MsgExpectedArray: "须为列表", &validation.MsgExpectedObject: "须为对象",
		&validation.MsgExpectedArrayItemsUnique: "列表中有重复项", &validation.MsgExpectedOneOf: "只能是以下之一：%[1]s",
		&validation.MsgExpectedMinimumNumber: "不得小于 %[1]v", &validation.MsgExpectedExclusiveMinimumNumber: "须大于 %[1]v",
		&validation.MsgExpectedMaximumNumber: "不得大于 %[1]v", &validation.MsgExpectedExclusiveMaximumNumber: "须小于 %[1]v",
		&validation.MsgExpectedNumberBeMultipleOf: "须为 %[1]v 的倍数", &validation.MsgExpectedMinLength: "至少 %[1]d 个字",
		&validation.MsgExpectedMaxLength: "最多 %[1]d 个字", &validation.MsgExpectedBePattern: "须为 %[1]s", &validation.MsgExpectedMatchPattern: "格式须为 %[1]s",
		&validation.MsgExpectedMinItems: "至少 %[1]d 项", &validation.MsgExpectedMaxItems: "最多 %[1]d 项",
		&validation.MsgExpectedMinProperties: "至少写 %[1]d 项", &validation.MsgExpectedMaxProperties: "最多写 %[1]d 项",
		&validation.MsgExpectedDependentRequiredProperty: "写了 %[2]s 就必须写 %[1]s",
		&validation.MsgExpectedMatchAtLeastOneSchema:     "不符合任何一种写法", &validation.MsgExpectedMatchExactlyOneSchema: "须恰好符合一种写法",
		&validation.MsgExpectedNotMatchSchema: "不得是这种写法", &validation.MsgExpectedPropertyNameInObject: "缺少区分类别的一项",
	} {
		*at = zh + between + indexed(*at)
	}
	validation.MsgExpectedRequiredProperty = "缺少必填项 %[1]s" + between + "%[1]s is missing"
	validation.MsgUnexpectedProperty = "没有这一项，请核对名称" + between + "there is no such member: check its name"
}

// indexed numbers a message's verbs, so that both halves of a bilingual one take the same arguments.
func indexed(format string) string {
	var b strings.Builder
	n := 0
	for i := range len(format) {
		b.WriteByte(format[i])
		if format[i] == '%' {
			n++
			b.WriteString("[" + string(rune('0'+n)) + "]")
		}
	}
	return b.String()
}

// phrases that huma says itself, without a schema.
var phrases = map[string]string{
	"validation failed":                    "请求的内容有误",
	"request body is required":             "缺少请求内容",
	"unexpected error occurred":            "服务器内部错误",
	"unknown content type":                 "不支持的内容格式，请用 application/json",
	"unable to marshal response":           "无法以所要的格式应答",
	"request body read timeout":            "请求内容迟迟没有收完",
	"cannot read request body":             "无法读取请求内容",
	"unknown query parameter":              "没有这个查询参数，请核对名称",
	"required query parameter is missing":  "缺少查询参数",
	"required header parameter is missing": "缺少请求头",
}

// phrase translates one of them; what is not known is told as a malformed request.
func phrase(message string, lang text.Lang) string {
	if lang == text.En || message == "" {
		return message
	}
	if zh, ok := phrases[message]; ok {
		return zh
	}
	for en, zh := range phrases {
		if strings.HasPrefix(message, en) {
			return zh
		}
	}
	return "请求的格式有误（" + message + "）"
}

// missingMember is the member that a message says is missing, "" where it says something else.
func missingMember(message string) string {
	_, en, _ := strings.Cut(message, between)
	name, is := strings.CutSuffix(en, " is missing")
	if !is {
		return ""
	}
	return name
}
