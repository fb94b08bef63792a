// Package yamlslip says why a text is no YAML, where, and what to type instead. The YAML reader tells a line, often that
// before the fault, and no column; what Chinese keyboards type in full width it takes for text.
package yamlslip

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Slip is what is wrong: where, counted from 1 (columns in characters), and in words.
type Slip struct {
	Line, Column int
	Zh, En       string
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line \d+: )?`)

// Find tells what made the YAML reader fail with err.
func Find(file []byte, err error) Slip {
	message := yamlLine.ReplaceAllString(err.Error(), "")
	lines := strings.Split(string(file), "\n")
	line := firstBad(file, err.Error())
	if strings.Contains(message, "could not find expected ':'") {
		for line > 1 && (keyed.MatchString(lines[line-1]) || strings.TrimSpace(lines[line-1]) == "") {
			line--
		}
	}
	if line > len(lines) {
		return Slip{1, 1, "不是合法的 YAML：" + message, "not valid YAML: " + message}
	}
	written := lines[line-1]
	blank := len(written) - len(strings.TrimLeft(written, " \t"))
	if i := strings.IndexByte(written[:blank], '\t'); i >= 0 {
		return Slip{line, i + 1, "这里是制表符（Tab），YAML 缩进只能用空格；请改成空格，每级两个", "here is a Tab, and YAML is indented by spaces only; type spaces instead, two for each level"}
	}
	if column, wide, half := Wide(written); wide != "" {
		return Slip{
			line, column, fmt.Sprintf("这里是全角“%s”，YAML 的标点须用半角；请改成 %s（本是文字的，把整个值放在引号里）", wide, half),
			fmt.Sprintf("here is the full-width %q, and YAML takes half-width marks only; type %s instead, or put the whole value in quotes where it is text", wide, half),
		}
	}
	column := utf8.RuneCountInString(written[:blank]) + 1
	for _, w := range yamlWords {
		if strings.Contains(message, w[0]) {
			return Slip{line, column, "不是合法的 YAML：" + w[1], "not valid YAML: " + w[2]}
		}
	}
	return Slip{line, column, "不是合法的 YAML（" + message + "）；请检查缩进、冒号后的空格和引号", "not valid YAML: " + message + "; check indentation, the space after colons, and quotes"}
}

var keyed = regexp.MustCompile(`:(\s|$)`)

// firstBad is the first line with which the file fails as the whole of it does.
func firstBad(file []byte, message string) int {
	var ends []int
	for i, c := range file {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if ends = append(ends, len(file)); len(ends) > 1 && ends[len(ends)-2] == len(file) {
		ends = ends[:len(ends)-1]
	}
	fails := func(n int) bool {
		dec := yaml.NewDecoder(bytes.NewReader(file[:ends[n]]))
		for {
			var doc yaml.Node
			if err := dec.Decode(&doc); err != nil {
				return !errors.Is(err, io.EOF) && err.Error() == message
			}
		}
	}
	return min(sort.Search(len(ends), fails)+1, len(ends))
}

// Halves are the marks of YAML that Chinese keyboards type in full width.
var Halves = map[rune]string{
	'：': ":", '，': ",", '“': `"`, '”': `"`, '‘': "'", '’': "'", '【': "[", '】': "]", '［': "[", '］': "]", '｛': "{", '｝': "}", '　': "空格 / a space", '－': "-", '＃': "#",
}

var (
	wideColon = regexp.MustCompile(`^(?:\s|　|- |["'])*[A-Za-z_][\w-]*["']?：`)
	wideStart = regexp.MustCompile(`(?:^|: |- |[\[{,] ?)\s*([“‘【［｛])`)
)

// Wide finds the full-width mark of a line that YAML takes for text and that was meant for its own: behind a key, at the
// beginning of a value, in an indent, or between the items of a list in brackets. half is what to type instead.
func Wide(line string) (column int, wide, half string) {
	found := -1
	if strings.HasPrefix(strings.TrimLeft(line, " "), "　") {
		found = strings.Index(line, "　")
	} else if m := wideColon.FindStringIndex(line); m != nil {
		found = m[1] - len("：")
	} else if m := wideStart.FindStringSubmatchIndex(line); m != nil {
		found = m[2]
	} else if open := strings.IndexAny(line, "[{"); open >= 0 {
		quote := rune(0)
		for i, r := range line {
			switch {
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case r == '"' || r == '\'':
				quote = r
			case i > open && Halves[r] != "":
				found = i
			}
			if found >= 0 {
				break
			}
		}
	}
	if found < 0 {
		return 0, "", ""
	}
	r, _ := utf8.DecodeRuneInString(line[found:])
	return utf8.RuneCountInString(line[:found]) + 1, string(r), Halves[r]
}

// yamlWords are what the YAML reader says, in both languages.
var yamlWords = [][3]string{
	{"did not find expected key", "缩进与同级的各行不齐，或上一行的值没有写完", "the indent differs from that of the lines beside it, or the value above is not finished"},
	{"mapping values are not allowed", "这里不能再有“: ”；值里有冒号请把整个值放在引号里，或检查缩进", "\": \" may not stand here; put a value with a colon in quotes, or check the indent"},
	{"did not find expected '-' indicator", "列表各项的“- ”没有对齐", "the items' \"- \" do not stand below each other"},
	{"block sequence entries are not allowed", "列表的“- ”不能写在这里，请另起一行并缩进", "\"- \" may not stand here; begin a new line and indent it"},
	{"did not find expected ',' or ']'", "方括号里缺少逗号，或没有写右方括号 ]", "a comma is missing between brackets, or the closing ]"},
	{"did not find expected ',' or '}'", "花括号里缺少逗号，或没有写右花括号 }", "a comma is missing between braces, or the closing }"},
	{"could not find expected ':'", "这一行缺少“: ”（冒号和空格）", "\": \" (a colon and a space) is missing in this line"},
	{"found unexpected end of stream", "引号没有配对", "a quotation mark is not closed"},
	{"found unknown escape character", "双引号里的反斜线写法不认识；请改用单引号", "an unknown escape in double quotes; use single quotes"},
	{"cannot start any token", "值不能以这个符号开头；请把整个值放在引号里", "a value cannot begin with this mark; put all of it in quotes"},
	{"did not find expected node content", "这里缺少内容，或多了标点", "content is missing here, or there is a mark too many"},
}
