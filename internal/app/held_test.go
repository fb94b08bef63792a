package app_test

import (
	"cmp"
	"context"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

// TestEveryFigureOfARowIsHeldByAScenario takes out each line of a mechanism that carries a row, and changes each of
// its figures, one at a time. Either check refuses what is left, or a scenario fails: otherwise coverage would call a
// row proved whose figure nobody looks at.
func TestEveryFigureOfARowIsHeldByAScenario(t *testing.T) {
	t.Parallel()
	known := held(t, func(excused bool) bool { return !excused }, func(t *testing.T, name string, told bool) {
		t.Helper()
		if !told {
			t.Errorf("nothing holds %s", name)
		}
	})
	for name := range heldElsewhere {
		if !known[name] {
			t.Errorf("the exception %q is of no line or figure that is there", name)
		}
	}
}

// TestSoakWhatIsExceptedIsHeldByNoScenario tries whether the exceptions are still needed, which takes all scenarios of
// a zone for each.
func TestSoakWhatIsExceptedIsHeldByNoScenario(t *testing.T) {
	t.Parallel()
	if os.Getenv("QINLIAN_SOAK") == "" {
		t.Skip("make soak")
	}
	held(t, func(excused bool) bool { return excused }, func(t *testing.T, name string, told bool) {
		t.Helper()
		if told {
			t.Errorf("%s is held after all and needs no exception: %s", name, heldElsewhere[name])
		}
	})
}

// held plays the scenarios on the mutants that are wanted and judges each by whether it was told from its file. It gives
// the names of all mutants.
func held(t *testing.T, wanted func(excused bool) bool, judge func(t *testing.T, name string, told bool)) (known map[string]bool) {
	t.Helper()
	zones := heldZones(t)
	scratch, err := app.NewScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = scratch.Close() })
	open := func(now clock.Clock) (*engine.Engine, func() error, error) {
		a, done, err := scratch.Open(context.Background(), now)
		if err != nil {
			return nil, nil, err
		}
		return a.Engine, done, nil
	}
	known = map[string]bool{}
	seen := map[string]bool{}
	for _, z := range zones {
		for _, file := range z.carriers() {
			if seen[file] {
				continue
			}
			seen[file] = true
			var mutants []heldMutant
			for _, m := range heldMutants(t, file, z.files[file].Data) {
				known[m.name] = true
				if _, excused := heldElsewhere[m.name]; wanted(excused) {
					mutants = append(mutants, m)
				}
			}
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				p := newHeldPlayer(file, zones, open)
				for _, m := range mutants {
					judge(t, m.name, p.tells(t.Context(), m))
				}
				t.Logf("%d mutants, %d scenarios played", len(mutants), p.played)
			})
		}
	}
	return known
}

// heldRow tells the rows whose mechanisms are complete: the supervision of domain 1 and the organisation that carries it.
func heldRow(row string) bool {
	return strings.HasPrefix(row, "M01-") || row == "M11-02" || row == "M11-03"
}

type heldZone struct {
	name      string
	files     fstest.MapFS
	bundle    *mechanism.Bundle
	scenarios []scenario.Scenario
}

func heldZones(t *testing.T) []*heldZone {
	t.Helper()
	folder := os.DirFS("../../mechanisms")
	all := fstest.MapFS{}
	if err := fs.WalkDir(folder, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".yaml") {
			return err
		}
		content, err := fs.ReadFile(folder, p)
		all[p] = &fstest.MapFile{Data: content}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var zones []*heldZone
	for p := range all {
		if path.Base(p) != "zone.yaml" || path.Dir(p) == "base" {
			continue
		}
		z := &heldZone{name: path.Dir(p), files: all}
		var err error
		if z.bundle, err = mechanism.Load(all, z.name); err != nil {
			t.Fatal(err)
		}
		files, err := scenario.Load(all, z.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			z.scenarios = append(z.scenarios, f.Scenarios...)
		}
		zones = append(zones, z)
	}
	slices.SortFunc(zones, func(a, b *heldZone) int { return strings.Compare(a.name, b.name) })
	return zones
}

// carriers are the files of the zone, inherited ones too, that carry one of the rows.
func (z *heldZone) carriers() (files []string) {
	for _, f := range z.bundle.Files {
		if slices.ContainsFunc(f.Rows, heldRow) {
			files = append(files, f.Path)
		}
	}
	return files
}

type heldTry struct {
	z *heldZone
	s *scenario.Scenario
}

// heldPlayer plays the scenarios that may tell a file from its mutants, the likeliest first.
type heldPlayer struct {
	file   string
	open   scenario.Open
	tries  []heldTry
	last   map[string][]*scenario.Scenario // that told of each document, the latest at the end
	held   map[*scenario.Scenario]bool     // on the file as it is
	played int
}

func newHeldPlayer(file string, zones []*heldZone, open scenario.Open) *heldPlayer {
	p := &heldPlayer{file: file, open: open, last: map[string][]*scenario.Scenario{}, held: map[*scenario.Scenario]bool{}}
	for _, z := range zones {
		if z.name != path.Dir(file) && path.Dir(file) != "base" {
			continue
		}
		for i := range z.scenarios {
			p.tries = append(p.tries, heldTry{z, &z.scenarios[i]})
		}
	}
	return p
}

// tells says whether check refuses the mutant, or a scenario fails, or it says the same as the file does.
func (p *heldPlayer) tells(ctx context.Context, m heldMutant) bool {
	near := strings.TrimSuffix(p.file, ".yaml") + ".test.yaml"
	slices.SortStableFunc(p.tries, func(a, b heldTry) int {
		return cmp.Or(
			slices.Index(p.last[m.document], b.s)-slices.Index(p.last[m.document], a.s),
			heldFirst(a.s.File == near, b.s.File == near),
			heldFirst(path.Base(a.s.File) == path.Base(near), path.Base(b.s.File) == path.Base(near)),
			cmp.Compare(heldWeight(a.s), heldWeight(b.s)))
	})
	bundles := map[*heldZone]*mechanism.Bundle{}
	same := true
	for _, try := range p.tries {
		b, loaded := bundles[try.z]
		if !loaded {
			files := maps.Clone(try.z.files)
			files[p.file] = &fstest.MapFile{Data: m.content}
			mutant, faults, err := mechanism.Examine(files, try.z.name, calendar.Builtin(), clock.MustDate("2023-06-12"))
			if err != nil || len(faults) > 0 {
				return true
			}
			if len(mechanism.Diff(try.z.bundle, mutant)) > 0 {
				same, b = false, mutant
			}
			bundles[try.z] = b
		}
		if b == nil { // it says the same in this zone, which may have replaced an inherited document
			continue
		}
		p.played++
		if !scenario.Run(ctx, *try.s, b, p.open).Passed && p.sound(ctx, try) {
			told := slices.DeleteFunc(p.last[m.document], func(s *scenario.Scenario) bool { return s == try.s })
			p.last[m.document] = append(told, try.s)
			return true
		}
	}
	return same
}

// sound tells whether the scenario holds on the file as it is: one that fails there tells nothing.
func (p *heldPlayer) sound(ctx context.Context, try heldTry) bool {
	holds, known := p.held[try.s]
	if !known {
		holds = scenario.Run(ctx, *try.s, try.z.bundle, p.open).Passed
		p.held[try.s] = holds
		p.played++
	}
	return holds
}

// heldWeight is about how long a scenario plays.
func heldWeight(s *scenario.Scenario) int {
	matters, steps := 1, 1
	for _, m := range s.Given.Matters {
		matters += max(1, m.Repeat)
	}
	for _, step := range s.When {
		if steps++; step.Repeat != nil {
			steps += 100
		}
	}
	return matters * steps
}

func heldFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// heldElsewhere are what no scenario can hold, each with the reason.
var heldElsewhere = map[string]string{
	"ganjiang/experience.yaml: experience-summary.light taken out":                             heldLight,
	"ganjiang/key-problem.yaml: weekly-review.blocks[0].kinds taken out":                       heldReviews,
	"ganjiang/key-problem.yaml: weekly-review.blocks[1].kinds taken out":                       heldReviews,
	"ganjiang/key-problem.yaml: weekly-review.blocks[0].duties taken out":                      heldDuties,
	"ganjiang/key-problem.yaml: weekly-review.blocks[0].duties[] without review":               heldDuties,
	"ganjiang/key-problem.yaml: weekly-review.blocks[1].duties taken out":                      heldDuties,
	"ganjiang/key-problem.yaml: weekly-review.blocks[1].duties[] without review":               heldDuties,
	"ganjiang/monthly-summary.yaml: monthly-summary.cadence.owner taken out":                   heldOwner,
	"ganjiang/quarterly-bulletin.yaml: quarterly-bulletin.light taken out":                     heldLight,
	"ganzhou-etdz/party-committee.yaml: party-committee.blocks[2].kinds taken out":             heldReviews,
	"ganzhou-etdz/party-committee.yaml: party-committee.blocks[2].kinds[] without graded-task": heldReviews,
	"base/ladder.yaml: standard.rungs[5].to taken out":                                         "what goes over the head of whoever did not decide climbs to the sponsor in the five zones, named or not",
	"ganzhou-city/deep-reform.yaml: deep-reform.body taken out":                                "without a quorum whoever is present opens it; scenarios cannot say how many were expected",
	"ganzhou-city/reform-tracking.yaml: reform-tracking.light taken out":                       heldLight,
	"ganzhou-city/reform-tracking.yaml: reform-tracking.owner taken out":                       heldOwner,
	"ganzhou-city/research-topic.yaml: research-result.fields.result.required taken out":       heldKey,
	"nanchang-etdz/line-duty.yaml: post-duties.fields.post.required taken out":                 heldKey,
	"shangrao-etdz/reform.yaml: reform.ladder[3].to taken out":                                 heldNext,
	"nanchang-etdz/whistle.yaml: check-in.ladder[1].to taken out":                              heldNext,
	"nanchang-etdz/whistle.yaml: urgent-check-in.ladder[0].to taken out":                       heldNext,
	"ganzhou-city/reform-tracking.yaml: reform-tracking.ladder[0].to taken out":                heldNext,
	"ganzhou-etdz/graded-task.yaml: graded-task.ladder[1].to taken out":                        heldNext,
	"nanchang-etdz/whistle.yaml: check-in.roles.verify taken out":                              heldVerifier,
	"nanchang-etdz/whistle.yaml: urgent-check-in.roles.verify taken out":                       heldVerifier,
}

const (
	heldLight    = "the light of what says none is this one"
	heldKey      = "the key of a register is required, with or without it"
	heldNext     = "a rung that raises and names nobody goes to the next of the line, who is the post that this one names"
	heldOwner    = "the owner of a unit's standing matter is its head, with or without it"
	heldDuties   = "what else these kinds owe they owe beside a review of the same matter, which an agenda names once; ganzhou-etdz tries the difference"
	heldReviews  = "no other kind of the zone owes reviews, with which the block is filled"
	heldVerifier = "nobody registers it without a verifier, who verifies whatever the role says"
)
