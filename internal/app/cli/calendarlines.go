package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// dueLines answers each line "from,limit[,A..B…]" of standard input by one line: the date, "error" where the
// line cannot be read (standard error says why), "due" for a heading, nothing for an empty line or a comment.
// So the answers stand beside the questions, line by line; with --json only the lines that ask have an object, each with its
// line's number. The exit code tells whether all could be read.
func (s *Shell) dueLines(cal *calendar.Calendar) error {
	r := dueReader{shell: s, cal: cal, limits: map[string]calendar.Limit{}}
	in, out := bufio.NewReaderSize(s.In, 64<<10), bufio.NewWriterSize(s.Out, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) { // pass over the rest of an endless line
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return errors.Join(fmt.Errorf("read standard input: %w", err), out.Flush())
		}
		if len(line) > 0 {
			r.line++
			answered := r.answer(line, long)
			if s.JSON() && (len(answered) == 0 || answered[0] != '{') { // blank lines and headings have no object
				continue
			}
			if _, err := out.Write(append(answered, '\n')); err != nil {
				return fmt.Errorf("write the dates: %w", err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the dates: %w", err)
	}
	if r.provisional > 0 && !s.JSON() {
		_, _ = fmt.Fprintln(s.Err, s.T("due_lines_provisional", r.provisional, r.firstProvisional)) // the dates are what counts
	}
	if r.wrong > 0 {
		return silent(inFile(errs.Newf(errs.Invalid, "calendar.lines", "%[1]d 行读不出", "%[1]d lines cannot be read", r.wrong)))
	}
	return nil
}

// dueReader answers lines and counts what must be told in the end.
type dueReader struct {
	shell  *Shell
	cal    *calendar.Calendar
	limits map[string]calendar.Limit // read before: few limits come again and again
	stops  []calendar.Stop
	buffer []byte

	line, wrong, provisional, firstProvisional int
}

var (
	byteOrderMark = []byte("\ufeff")
	wideComma     = []byte("，")
)

// answer gives the line that answers one line; it is overwritten by the next.
func (r *dueReader) answer(line []byte, long bool) []byte {
	if r.line == 1 {
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	line = bytes.TrimSpace(line)
	r.buffer = r.buffer[:0]
	switch {
	case long:
		return r.failed(errs.Newf(errs.Invalid, "calendar.line_long", "这一行过长", "the line is too long"))
	case len(line) == 0 || line[0] == '#':
		return r.buffer
	case bytes.Contains(line, wideComma):
		line = bytes.ReplaceAll(line, wideComma, []byte{','})
	}
	if r.line == 1 && bytes.HasPrefix(bytes.ToLower(line), []byte("from,")) {
		return append(r.buffer, "due"...)
	}
	d, err := r.due(line)
	if err != nil {
		return r.failed(err)
	}
	if d.Provisional {
		if r.provisional++; r.provisional == 1 {
			r.firstProvisional = r.line
		}
	}
	if r.shell.JSON() {
		return r.json(dueLine{Line: r.line, Due: d.Date, At: d.At.In(calendar.Location()), Provisional: d.Provisional, MakeUp: d.MakeUp})
	}
	return appendDate(r.buffer, d.Date)
}

// due reads one line and counts.
func (r *dueReader) due(line []byte) (calendar.Deadline, error) {
	from, rest := field(line)
	words, spans := field(rest)
	var start Start
	if err := start.UnmarshalText(from); err != nil {
		return calendar.Deadline{}, err
	}
	limit, known := r.limits[string(words)]
	if !known {
		var err error
		if limit, err = calendar.ParseLimit(string(words)); err == nil && limit.IsZero() {
			err = errs.Newf(errs.Invalid, "calendar.no_limit", "缺少时限；每行写作 2026-03-02,20wd", "the limit is missing; write 2026-03-02,20wd")
		}
		if err != nil {
			return calendar.Deadline{}, err
		}
		if len(r.limits) < 4096 {
			r.limits[string(words)] = limit
		}
	}
	r.stops = r.stops[:0]
	for len(spans) > 0 {
		var one []byte
		if one, spans = field(spans); len(one) == 0 {
			continue
		}
		var d Days
		if err := d.UnmarshalText(one); err != nil {
			return calendar.Deadline{}, err
		}
		r.stops = append(r.stops, d.Stop)
	}
	_, d, err := due(r.cal, &start, limit, r.stops)
	return d, err
}

// field cuts off what stands before the next comma, without the blanks and quotes of a spreadsheet.
func field(line []byte) (one, rest []byte) {
	one, rest, _ = bytes.Cut(line, []byte{','})
	return bytes.Trim(one, " \t\""), rest
}

// dueLine is the answer to one line as JSON.
type dueLine struct {
	Line        int        `json:"line"`
	Due         clock.Date `json:"due,omitzero"`
	At          time.Time  `json:"at,omitzero"`
	Provisional bool       `json:"provisional,omitempty"`
	MakeUp      bool       `json:"make_up,omitempty"`
	Error       *fault     `json:"error,omitempty"`
}

func (r *dueReader) json(l dueLine) []byte {
	answer, err := json.Marshal(l)
	if err != nil {
		panic(err) // unreachable: the struct holds nothing that JSON cannot say
	}
	return answer
}

// failed tells on standard error why a line has no answer, and gives what stands in for one.
func (r *dueReader) failed(err error) []byte {
	r.wrong++
	f := faultsOf(err)[0]
	f.Where = fmt.Sprintf("stdin:%d", r.line)
	if r.shell.JSON() {
		return r.json(dueLine{Line: r.line, Error: &f})
	}
	_, _ = fmt.Fprintf(r.shell.Err, "%s: %s (%s)\n", f.Where, terminal.Clean(f.Message.In(r.shell.Lang)), f.Code) // nowhere left to report to
	return append(r.buffer, "error"...)
}

// appendDate writes YYYY-MM-DD.
func appendDate(b []byte, d clock.Date) []byte {
	y, m, day := d.Time().Date()
	return append(b, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
}
