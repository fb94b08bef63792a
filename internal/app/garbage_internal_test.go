package app

import "testing"

func TestTheCollectorRestsUnderLoadAndNotOtherwise(t *testing.T) {
	c := &collector{percent: plainPace}
	var cycles uint64
	pass := func(seconds int, each, live uint64) (pace int) {
		for range seconds {
			cycles += each
			pace = c.next(cycles, live)
		}
		return pace
	}
	for _, step := range []struct {
		name    string
		seconds int
		each    uint64
		live    uint64
		want    int
	}{
		{"at rest it is as any program", 5, 1, 20 << 20, plainPace},
		{"with little in hand and much to do it rests", 1, 9, 20 << 20, fastestRun},
		{"still so when it has grown rare", 10, 1, 20 << 20, fastestRun},
		{"with more in hand it rests less", 1, 3, 48 << 20, 200},
		{"with much in hand it does not rest", 1, 3, 300 << 20, plainPace},
		{"again", 1, 3, 20 << 20, fastestRun},
		{"when the load is over it is as before", calm + 1, 0, 20 << 20, plainPace},
	} {
		if got := pass(step.seconds, step.each, step.live); got != step.want {
			t.Errorf("%s: %d, want %d", step.name, got, step.want)
		}
	}
}
