package cadence

import "testing"

func TestWhatHasTheFormOfAPeriodIsTold(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]bool{
		"2023-W24": true, "2023-06-H1": true, "2023-06": true, "2023-Q2": true, "2023-H1": true, "2023": true, "2023-06-12": true, "2023-年中": true,
		"乱": false, "W24": false, "2023年": false, "2023-6": false, "": false,
	} {
		if IsKey(key) != want {
			t.Errorf("%q is a key: %v", key, !want)
		}
	}
}
