package terminal

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Bar shows how far long work has come. Its methods do nothing where there is nobody to look at it.
type Bar struct{ bar *progressbar.ProgressBar }

// Progress begins a bar on w, which is drawn only where w is a terminal. total is -1 where it is not
// known.
func Progress(w io.Writer, what string, total int64) *Bar {
	if !IsTerminal(w) {
		return &Bar{}
	}
	return &Bar{progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(Clean(what)),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(total > 0), progressbar.OptionSetWidth(24))}
}

// Set moves the bar to done.
func (b *Bar) Set(done int64) {
	if b.bar != nil {
		_ = b.bar.Set64(done) // a bar that cannot be drawn must not stop the work
	}
}

// Total tells how much there is to do, once it is known.
func (b *Bar) Total(total int64) {
	if b.bar != nil {
		b.bar.ChangeMax64(total)
	}
}

// Done takes the bar away.
func (b *Bar) Done() {
	if b.bar != nil {
		_ = b.bar.Finish() // see Set
	}
}

// IsTerminal tells whether w is a terminal that a person may look at.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
