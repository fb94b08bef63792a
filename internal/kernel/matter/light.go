package matter

import (
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// light computes the light of the moment and the rule that decided it. A rule that reads something
// the matter does not have does not hold.
func (m *moment) light() (Light, string) {
	if !m.s.Live() {
		return None, ""
	}
	if m.s.Suspended { // the light stands still with the clock
		return m.s.Light, ""
	}
	for i, program := range m.kind.LightRules() {
		if program == nil {
			continue
		}
		if holds, err := program.Bool(m.rules()); err == nil && holds {
			return [...]Light{Red, Amber, Green}[i], program.Source()
		}
	}
	return Green, ""
}

// LightAt computes a matter's light at an instant: no sweep needs to have run.
func LightAt(s *State, w *World, now time.Time) (Light, string, error) {
	m, err := w.moment(s, now)
	if err != nil {
		return None, "", err
	}
	defer m.release()
	light, reason := m.light()
	return light, reason, nil
}

// ExplainLight tells why a matter shows its light: what was found of each rule that was tried, the last of
// them the one that holds, with the values that decided.
func ExplainLight(s *State, w *World, now time.Time, lang text.Lang) ([]rule.Explanation, error) {
	m, err := w.moment(s, now)
	if err != nil {
		return nil, err
	}
	defer m.release()
	if !s.Live() || s.Suspended {
		return nil, nil
	}
	var out []rule.Explanation
	for _, program := range m.kind.LightRules() {
		if program == nil {
			continue
		}
		e := program.Explain(m.rules(), lang)
		out = append(out, e)
		if e.Verdict == rule.True {
			break
		}
	}
	return out, nil
}
