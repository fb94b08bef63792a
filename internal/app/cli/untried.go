package cli

import (
	"cmp"

	"qinlian/internal/app"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

// untried counts scenarios that a command leaves unplayed. A bundle without a fault may still do what nobody meant:
// who hears that all is well is told what that leaves out.
type untried struct {
	scenarios int
	unread    bool // a file of scenarios has faults of its own
}

// add counts those of a zone; a base has none to play.
func (u *untried) add(f app.Folder, b *mechanism.Bundle) {
	if b == nil || b.Abstract {
		return
	}
	files, err := scenario.Load(f.FS, b.Zone)
	u.unread = u.unread || err != nil
	for i := range files {
		u.scenarios += len(files[i].Scenarios)
	}
}

// words say it, and the command that plays them; "" where there are none.
func (u *untried) words(s *Shell, folder string) string {
	command := "qinlian check " + cmp.Or(folder, app.DefaultFolder) + " --test"
	switch {
	case u.unread:
		return s.T("untried_unread", command)
	case u.scenarios > 0:
		return s.T("untried", u.scenarios, command)
	}
	return ""
}
