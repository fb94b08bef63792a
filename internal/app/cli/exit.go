package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Exit codes. docs/cli.md and "qinlian help exit-codes" list them.
const (
	exitOK          = 0
	exitRefused     = 1
	exitUsage       = 2
	exitNotFound    = 3
	exitConflict    = 4
	exitCorrupt     = 5
	exitForbidden   = 6
	exitInternal    = 70
	exitInterrupted = 130
)

var exitCodes = map[errs.Kind]int{
	errs.Refused: exitRefused, errs.Invalid: exitUsage, errs.NotFound: exitNotFound, errs.Conflict: exitConflict,
	errs.Corrupt: exitCorrupt, errs.Forbidden: exitForbidden, errs.Internal: exitInternal,
}

// faulty marks faults found in a file that was read: the command line was right, the file is not.
type faulty struct{ err error }

func (f faulty) Error() string { return f.err.Error() }
func (f faulty) Unwrap() error { return f.err }

// inFile marks malformed input as that of a file.
func inFile(err error) error {
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return faulty{err}
	}
	return err
}

func exitCode(err error) int {
	var f faulty
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &f):
		return exitRefused
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitCodes[errs.KindOf(err)]
}

// fault is one error as JSON.
type fault struct {
	Kind    errs.Kind `json:"kind"`
	Code    string    `json:"code"`
	Where   string    `json:"where,omitempty"`
	Message text.Text `json:"message"`
}

// failure is what standard error holds with --json.
type failure struct {
	Exit   int     `json:"exit"`
	Errors []fault `json:"errors"`
}

// report tells the error, each fault on a line, and gives the exit code. Causes that nobody can act on are
// told after the message, without a trace.
func (s *Shell) report(err error) int {
	code := exitCode(err)
	if code == exitOK || errors.Is(err, errSilent) {
		return code
	}
	if errors.Is(err, syscall.EPIPE) { // the reader went away, as head does
		return code
	}
	faults := faultsOf(err)
	if s.flags.JSON || s.jsonErrors {
		if err := json.NewEncoder(s.Err).Encode(failure{code, faults}); err != nil { // nowhere left to report to
			return exitInternal
		}
		return code
	}
	for _, f := range faults {
		line := f.Message.In(s.Lang)
		if f.Where != "" {
			line = f.Where + ": " + line
		}
		_, _ = fmt.Fprintf(s.Err, "%s (%s)\n", terminal.Clean(line), f.Code) // nowhere left to report to
	}
	return code
}

// errSilent marks an outcome that was told already and only needs its exit code.
var errSilent = errors.New("told already")

// silent gives err's exit code without telling it again.
func silent(err error) error { return errors.Join(errSilent, err) }

func faultsOf(err error) []fault {
	if l := errs.List(nil); errors.As(err, &l) {
		out := make([]fault, len(l))
		for i, e := range l {
			out[i] = faultOf(e)
		}
		return out
	}
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return []fault{faultOf(e)}
	}
	if errors.Is(err, context.Canceled) {
		return []fault{{errs.Internal, "interrupted", "", text.Text{Zh: "已中断", En: "interrupted"}}}
	}
	words := firstLine(err.Error())
	return []fault{{errs.Internal, "internal", "", text.Text{Zh: "内部错误：" + words, En: "internal error: " + words}}}
}

func faultOf(e *errs.Error) fault { return fault{e.Kind, e.Code, e.Where, e.Text} }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

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
	en := err.Error()
	zh := en
	for _, t := range usageWords {
		zh = strings.ReplaceAll(zh, t[0], t[1])
	}
	return errs.Newf(errs.Invalid, "usage", "用法有误：%[1]s；看 qinlian%[3]s --help", "usage: %[2]s; see qinlian%[3]s --help", zh, en, command)
}

// firstWords leaves a command's words and drops its <arguments>.
func firstWords(command string) string {
	words, _, _ := strings.Cut(command, " <")
	words, _, _ = strings.Cut(words, " [")
	return words
}

// usageWords are kong's words for what is wrong with a command line.
var usageWords = [][2]string{
	{"unexpected argument ", "多余的参数 "},
	{"unknown flag ", "没有选项 "},
	{"missing flags: ", "缺少选项 "},
	{"expected one of ", "须为下列之一："},
	{"missing positional arguments ", "缺少参数 "},
	{", did you mean one of ", ",是不是下列之一："},
	{", did you mean ", ",是不是 "},
	{" must be one of ", " 须为下列之一："},
	{" but got ", ",而不是 "},
	{"expected ", "缺少 "},
	{": missing value, ", ":缺少值，"},
	{"can't be used together", "不能同用"},
	{" and ", " 与 "},
}

// writeAll writes words as they are.
func writeAll(w io.Writer, words string) error {
	if _, err := io.WriteString(w, words); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
