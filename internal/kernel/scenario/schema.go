package scenario

import (
	"maps"
	"reflect"
	"slices"

	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
)

// JSONSchema describes mechanism files and scenarios for editors; it is what mechanisms/schema.json holds. What check
// refuses by its words is here, too, in one list for both.
func JSONSchema() []byte {
	return mechanism.JSONSchema(mechanism.Beside{Key: "scenarios", Type: reflect.TypeFor[document](), Choices: map[string][]string{
		"scenario.Matter.stage": stages, "scenario.Step.do": matter.Commands(), "scenario.Claiming.claim": deeds(),
		"scenario.DutyOutcome.state": dutyStates, "scenario.DutyOutcome.what": dutyWords, "scenario.LetterOutcome.state": letterStates,
		"scenario.EventOutcome.action": rungActions, "scenario.MatterOutcome.stage": allStages, "scenario.MatterOutcome.light": lights,
		"scenario.SessionOutcome.stage": sittings, "scenario.ClaimOutcome.step": claimSteps(), "scenario.ClaimOutcome.next": deeds(),
		"scenario.ClaimOutcome.desk": slices.Sorted(maps.Keys(redeem.DeskWords)),
	}})
}

type shape = map[string]any

// Shape implements mechanism.Shaper, as those below do.
func (w *Words) Shape(s mechanism.Shapes) map[string]any {
	return s.Any(s.Of(reflect.TypeFor[string]()), s.Of(reflect.TypeFor[[]string]()))
}

// Shape tells what Values look like.
func (v *Values) Shape(mechanism.Shapes) map[string]any { return shape{"type": "object"} }

// Shape tells what an Expected looks like.
func (e *Expected) Shape(mechanism.Shapes) map[string]any {
	return shape{"type": []string{"string", "number", "boolean", "null"}}
}

// Shape tells what a Per looks like.
func (p *Per) Shape(s mechanism.Shapes) map[string]any {
	return s.Any(s.Of(reflect.TypeFor[Expected]()), s.Of(reflect.TypeFor[map[string]Expected]()))
}

// Shape tells what Several look like.
func (s *Several[T]) Shape(of mechanism.Shapes) map[string]any {
	return of.Any(of.Of(reflect.TypeFor[T]()), of.Of(reflect.TypeFor[[]T]()))
}

// Shape tells what an Attend looks like.
func (a *Attend) Shape(s mechanism.Shapes) map[string]any {
	return s.Any(shape{"enum": []string{"all"}}, s.Of(reflect.TypeFor[[]string]()), s.Fields(reflect.TypeFor[Attend]()))
}

// Shape tells what a Review looks like.
func (v *Review) Shape(s mechanism.Shapes) map[string]any {
	return s.Any(shape{"enum": []string{"all"}}, s.Fields(reflect.TypeFor[Review]()))
}

// Shape tells what an Each looks like.
func (e *Each) Shape(s mechanism.Shapes) map[string]any {
	return s.Any(shape{"type": "string", "pattern": "^(all|kind=.+)$"}, s.Fields(reflect.TypeFor[Each]()))
}
