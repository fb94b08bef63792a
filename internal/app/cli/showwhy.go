package cli

import (
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/kernel/dossier"
	verdicts "qinlian/internal/kernel/rule"
)

// drawWhy tells which rules of the light were tried, and what each found.
func (s *Shell) drawWhy(screen *terminal.Screen, d *dossier.Dossier) {
	if d.State.Suspended {
		screen.Linef("    %s", s.T("why_stands"))
	}
	for i := range d.Why {
		tried := &d.Why[i]
		key, says := "why_not", tried.Says.In(s.Lang)
		if tried.Holds {
			key = "why_holds"
		}
		if says == "" {
			says = s.T("why_wordless")
		}
		telling := tried.Telling(s.Lang)
		if found := tried.Found.In(s.Lang); found != "" && telling == nil {
			says = s.T("why_found", says, found)
		}
		screen.Linef("    %s", s.T(key, s.light(tried.Light), says))
		for _, told := range telling {
			screen.Linef("      %s %s", verdictMarks[told.Verdict], told.Says)
		}
	}
}

// verdictMarks stand before a condition that holds, does not, or has no result.
var verdictMarks = map[verdicts.Verdict]string{verdicts.True: "✓", verdicts.False: "✗", verdicts.Failed: "?"}
