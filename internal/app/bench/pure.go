package bench

import (
	"fmt"
	"io/fs"
	"path"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// check measures reading, compiling and judging every zone's mechanisms.
func (r *run) check() error {
	folder := mechanisms.Files
	manifests, err := fs.Glob(folder, "*/zone.yaml")
	if err != nil {
		return err
	}
	files := 0
	d, err := r.best(3, func() error {
		files = 0
		for _, name := range manifests {
			b, err := mechanism.Load(folder, path.Dir(name))
			if err != nil {
				return err
			}
			_ = mechanism.Check(b, calendar.Builtin(), clock.MustDate("2023-06-12"))
			files += len(b.Files)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.figure("check.files", float64(files), "files"); err != nil {
		return err
	}
	return r.atMost("check.all", d.Seconds(), "s", 1)
}

// calendar measures deadlines counted from lines of text, as `calendar due --stdin` does.
func (r *run) calendar() error {
	cal := calendar.Builtin()
	limits := []string{"3wd", "10wd", "20wd", "30d", "7wd", "2h", "1.5wd", "3mo"}
	var lines [][2]string
	for i := range 1000 {
		lines = append(lines, [2]string{fmt.Sprintf("2023-%02d-%02d", 1+i%12, 1+i%28), limits[i%len(limits)]})
	}
	d, err := r.repeated(func() error {
		for _, line := range lines {
			day, err := clock.ParseDate(line[0])
			if err != nil {
				return err
			}
			limit, err := calendar.ParseLimit(line[1])
			if err != nil {
				return err
			}
			if due := cal.Due(cal.At(day, 10*60), limit); due.At.IsZero() {
				return fmt.Errorf("%s has no deadline", line)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.figure("calendar.due", perSecond(len(lines), d), "deadlines/s/core")
}
