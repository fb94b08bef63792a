package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"qinlian/internal/adapter/database"
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

// inFile marks malformed input as that of a file. Which zone is meant is for the command line to say.
func inFile(err error) error {
	if err != nil && errs.KindOf(err) == errs.Invalid && !strings.HasPrefix(errs.CodeOf(err), "zone.") {
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
	err = database.Explain(err) // a read's
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
	inFiles := errors.As(err, new(faulty))
	for _, f := range faults {
		first, more, _ := strings.Cut(f.Message.In(s.Lang), "\n")
		if f.Where != "" && (inFiles || !f.ofDeed()) {
			first = f.Where + ": " + first
		}
		_, _ = fmt.Fprintf(s.Err, "%s (%s)\n", terminal.Clean(first), f.Code) // nowhere left to report to
		for line := range strings.Lines(more) {
			_, _ = fmt.Fprintln(s.Err, strings.TrimRight(terminal.Clean(line), " ")) // likewise
		}
	}
	return code
}

// ofDeed tells whether what was refused is a deed: its place is then the line of a gate or a member of the
// command, of use to those who write mechanisms (check, --json) and not to those who work by them.
func (f *fault) ofDeed() bool {
	subject, _, _ := strings.Cut(f.Code, ".")
	return slices.Contains([]string{"gate", "matter", "clock", "letter", "session", "register", "org"}, subject)
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

// writeAll writes words as they are.
func writeAll(w io.Writer, words string) error {
	if _, err := io.WriteString(w, words); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
