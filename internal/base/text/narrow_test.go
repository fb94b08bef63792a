package text

import "testing"

func TestWhatAChineseKeyboardTypesIsReadAsFigures(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"３": "3", "－１２．５": "-12.5", "２０２３－０６－０１": "2023-06-01", "三、3": "三、3"} {
		if got := Narrow(typed); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}
