package cli

import (
	"slices"

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
		telling := tried.Telling()
		if found := tried.Found.In(s.Lang); found != "" && !telling {
			says = s.T("why_found", says, found)
		}
		screen.Linef("    %s", s.T(key, s.light(tried.Light), says))
		var told []string
		for j := 0; telling && j < len(tried.Deciding); j++ {
			part := &tried.Deciding[j]
			says := part.Says.In(s.Lang)
			if found := part.Found.In(s.Lang); found != "" && found != says && part.Verdict != verdicts.Failed {
				says = s.T("why_read", says, found)
			}
			if !slices.Contains(told, says) { // two conditions may lack the same field
				told = append(told, says)
				screen.Linef("      %s %s", verdictMarks[part.Verdict], says)
			}
		}
	}
}

// verdictMarks stand before a condition that holds, does not, or has no result.
var verdictMarks = map[verdicts.Verdict]string{verdicts.True: "✓", verdicts.False: "✗", verdicts.Failed: "?"}
