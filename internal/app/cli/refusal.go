package cli

import (
	"os"
	"strings"

	"qinlian/internal/adapter/observe"
)

// logRefusal leaves the line that a refusal leaves: on standard error with --verbose, as a line of JSON at the end of
// the file that --log names. Without either there is none: the person at the terminal was told.
func (s *Shell) logRefusal(err error) {
	if err == nil || !s.flags.Verbose && s.flags.Log == "" {
		return
	}
	tried := s.tried
	tried.Zone, tried.Actor = s.flags.Zone, s.flags.As
	if s.flags.Verbose {
		observe.Refused(s.Ctx, observe.Logger(s.Err, "text", "info"), tried, err)
	}
	if s.flags.Log == "" {
		return
	}
	f, failed := os.OpenFile(s.flags.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if failed != nil {
		_ = writeAll(s.Err, s.T("log_unwritten", s.flags.Log, failed.Error())+"\n") // nowhere left to report to
		return
	}
	observe.Refused(s.Ctx, observe.Logger(f, "json", "info"), tried, err)
	_ = f.Close() // the refusal itself is what is told
}

// bare is a command as kong has it without what stands for its arguments: matter assign.
func bare(command string) string {
	var out []string
	for word := range strings.FieldsSeq(command) {
		if !strings.HasPrefix(word, "<") {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}
