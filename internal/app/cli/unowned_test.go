package cli

import (
	"strings"
	"testing"
)

// A standing matter of the zone names no owner: its cadence says who owes what it asks for, and it is nobody's only while
// nobody acts for them.
func TestAStandingMatterOfTheZoneIsOfWhoeverItsCadenceNames(t *testing.T) {
	t.Parallel()
	const brief = "cadence: brief\ntitle: { zh: 周报, en: Weekly brief }\nsource: 试验\nnumber: \"周〔{year}〕{seq}号\"\nevery: weekly\nfor: { each: zone }\nowner: post(招商一科科长)\nmet_by: report\n"
	const nobody = "kind: watch\ntitle: { zh: 值守, en: Watch }\nsource: 试验\nnumber: \"守〔{year}〕{seq}号\"\nstanding: { each: zone }\ncadence: weekly\n"
	files, ok := widened(t, "ganzhou-etdz", map[string]string{"brief.yaml": brief + "---\n" + nobody})
	ok("apply", files, "--as", "督查室主任", "--from", "2026-02-02")
	ok("sweep", "--at", "2026-02-02 09:00")
	of := func(at string, want bool) {
		t.Helper()
		list := ok("matter", "list", "--unowned", "--at", at)
		if strings.Contains(list, "周〔2026〕1号") != want || !strings.Contains(list, "守〔2026〕1号") {
			t.Errorf("at %s of nobody are\n%s", at, list)
		}
		if page := ok("today", "--at", at); strings.Contains(page, "Without an owner: 2") != want || !strings.Contains(page, "Without an owner: ") {
			t.Errorf("at %s the page says\n%s", at, page)
		}
	}
	of("2026-02-03 09:00", false)
	ok("matter", "report", "周〔2026〕1号", "--text", "本周进展", "--as", "招商一科科长", "--at", "2026-02-03 10:00")
	ok("org", "relieve", "招商一科科长", "--as", "督查室主任", "--on", "2026-02-04", "--at", "2026-02-04 08:00")
	ok("org", "relieve", "招商一科科长", "--seat", "deputy", "--as", "督查室主任", "--on", "2026-02-04", "--at", "2026-02-04 08:00")
	of("2026-02-05 09:00", true)
}

// What a standing matter is about has ended: it owes nothing, and nobody is told to take it over.
func TestAStandingMatterOfAUnitThatIsNoMoreIsNotToBeHandedOver(t *testing.T) {
	t.Parallel()
	const brief = "cadence: brief\ntitle: { zh: 周报, en: Weekly brief }\nsource: 试验\nnumber: \"周〔{year}〕{seq}号\"\nevery: weekly\nfor: { each: unit, where: [招商一科, 招商二科] }\nowner: lead_unit.head\nmet_by: report\n"
	files, ok := widened(t, "ganzhou-etdz", map[string]string{"brief.yaml": brief})
	ok("apply", files, "--as", "督查室主任", "--from", "2026-02-02")
	ok("sweep", "--at", "2026-02-02 09:00")
	ok("org", "merge", "招商一科", "--into", "招商二科", "--as", "督查室主任", "--on", "2026-02-04", "--at", "2026-02-03 08:00")
	if list := ok("matter", "list", "--kind", "brief", "--open", "--at", "2026-02-05 09:00"); strings.Count(list, "周〔2026〕") != 2 {
		t.Errorf("open are\n%s", list)
	}
	if list := ok("matter", "list", "--unowned", "--at", "2026-02-05 09:00"); strings.Contains(list, "周〔2026〕") {
		t.Errorf("of nobody are\n%s", list)
	}
}
