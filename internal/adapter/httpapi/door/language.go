package door

import (
	"cmp"
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

// phrases that huma, or the decoder behind it, says itself, without a schema, by how they begin. Without English they
// are good as they are.
var phrases = map[string]text.Text{
	"validation failed":                    {Zh: "请求的内容有误"},
	"request body is required":             {Zh: "缺少请求内容"},
	"unexpected error occurred":            {Zh: "服务器内部错误"},
	"unknown content type":                 {Zh: "不支持的内容格式，请用 application/json"},
	"unable to marshal response":           {Zh: "无法以所要的格式应答"},
	"request body read timeout":            {Zh: "请求内容迟迟没有收完"},
	"cannot read request body":             {Zh: "无法读取请求内容"},
	"unknown query parameter":              {Zh: "没有这个查询参数，请核对名称"},
	"required query parameter is missing":  {Zh: "缺少查询参数"},
	"required header parameter is missing": {Zh: "缺少请求头"},
	"expected at most one value":           {Zh: "只能写一个值", En: "write one value only"},
	"invalid integer":                      {Zh: "须为整数", En: "write a whole number"},
	"invalid float":                        {Zh: "须为数字", En: "write a number"},
	"invalid boolean":                      {Zh: "须为 true 或 false", En: "write true or false"},
	"invalid date/time":                    {Zh: "须为 RFC 3339 时间，如 2023-06-12T08:30:00+08:00", En: "write an RFC 3339 instant, such as 2023-06-12T08:30:00+08:00"},
	"invalid character":                    notJSON,
	"unexpected end of JSON":               notJSON,
	"exceeded max depth":                   notJSON,
	cannotHold:                             {Zh: "取值的类型不对，或数值过大，请对照接口说明填写", En: "the value is of another type, or too large: see the description"},
}

var notJSON = text.Text{Zh: "内容不是完整的 JSON，请检查引号、逗号和括号", En: "this is no complete JSON: check quotes, commas and brackets"}

// cannotHold begins what the decoder says of a value that its member cannot hold.
const cannotHold = "json: cannot unmarshal"

// phrase says one of them in a language; what is not known is told as a malformed request.
func phrase(message string, lang text.Lang) string {
	for begins, says := range phrases {
		switch {
		case !strings.HasPrefix(message, begins):
		case lang == text.En:
			return cmp.Or(says.En, message)
		default:
			return says.Zh
		}
	}
	if lang == text.En || message == "" {
		return message
	}
	return "请求的格式有误，请对照接口说明核对"
}

// unfitting is where the value lies of which the decoder says that its member cannot hold it; "" where it says another thing.
func unfitting(message string) string {
	_, rest, is := strings.Cut(message, " into Go struct field ")
	_, path, named := strings.Cut(rest, ".")
	path, _, _ = strings.Cut(path, " ")
	if !is || !named || !strings.HasPrefix(message, cannotHold) {
		return ""
	}
	return "body." + path
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
