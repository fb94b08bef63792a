package cli

import (
	"strings"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// reads are the commands that enter nothing on the ledger's own time, and may look ahead with --at; a name
// stands for all that follows it. Whatever is not named here writes.
var reads = []string{
	"today", "show", "matter list", "matter tree", "duty list", "letter list", "letter show", "session list", "session show", "register list", "register show", "enterprise list", "enterprise show", "fund list", "fund show", "claim list", "claim show", "claim batches",
	"org show", "org matrix", "check", "diff", "plan", "coverage", "calendar due", "calendar days", "benefit", "export", "verify", "receipt", "backup", "restore", "zone",
	"demo", "serve", "ready", "config", "account", "bench", "help", "version",
}

// aheadOfClock is how far a machine's clock may lag behind that of whoever writes --at.
const aheadOfClock = 5 * time.Minute

// writes tells whether a command, as kong names it ("matter report <number>"), writes to the ledger.
func writes(command string) bool {
	for _, name := range reads {
		if command == name || strings.HasPrefix(command, name+" ") {
			return false
		}
	}
	return true
}

// present refuses to write at an instant that has not come. What falls due until then would be entered as if
// it had happened, and nothing could be entered before it any more.
func (s *Shell) present(command string) error {
	now := s.process.Now()
	if !writes(command) || !s.flags.At.After(now.Add(aheadOfClock)) {
		return nil
	}
	return errs.Newf(errs.Invalid, "usage.future", "--at %[1]s 还没有到（现在是北京时间 %[2]s），什么也没有写入；请改正 --at（或环境变量 QINLIAN_AT），按现在办理则不写。要看以后的情形，用 today、show、plan",
		"--at %[1]s is yet to come (it is now %[2]s, Beijing time), and nothing was written; correct --at (or QINLIAN_AT), or leave it out to act now. To look ahead use today, show or plan",
		calendar.Local(s.flags.At.Time), calendar.Local(now))
}

// behind says so where --at lies before what the ledger holds: days are counted to that instant, and what is listed is what
// has been entered since, too.
func (s *Shell) behind(a *app.App, zone string) error {
	if s.flags.At.IsZero() {
		return nil
	}
	last, err := a.Engine.LastEntry(s.Ctx, zone)
	if err != nil || !last.After(s.flags.At.Time) {
		return err
	}
	return writeAll(s.Err, s.T("ledger_ahead", calendar.Local(s.flags.At.Time), calendar.Local(last))+"\n")
}
