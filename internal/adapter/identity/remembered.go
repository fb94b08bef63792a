package identity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
)

// remembered writes what a visit remembers as JSON: words, whether, and whole numbers. scs's own way (gob) describes
// its types anew in each visit and reads them anew at each request; visits from before are still read by it.
type remembered struct{ older scs.GobCodec }

var _ scs.Codec = remembered{}

// inVisit is that document. Deadline is scs's own; the store knows the time-outs itself.
type inVisit struct {
	Deadline int64             `json:"deadline"` // microseconds
	Words    map[string]string `json:"words"`
	Numbers  map[string]int64  `json:"numbers"`
	Flags    map[string]bool   `json:"flags"`
}

// Encode writes values.
func (remembered) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	v := inVisit{deadline.UnixMicro(), map[string]string{}, map[string]int64{}, map[string]bool{}}
	for key, value := range values {
		switch value := value.(type) {
		case string:
			v.Words[key] = value
		case int64:
			v.Numbers[key] = value
		case bool:
			v.Flags[key] = value
		default:
			return nil, fmt.Errorf("identity: a visit cannot remember %s, a %T", key, value)
		}
	}
	return json.Marshal(&v)
}

// Decode reads them.
func (c remembered) Decode(data []byte) (time.Time, map[string]any, error) {
	if !bytes.HasPrefix(data, []byte("{")) {
		return c.older.Decode(data)
	}
	var v inVisit
	if err := json.Unmarshal(data, &v); err != nil {
		return time.Time{}, nil, fmt.Errorf("read a visit: %w", err)
	}
	values := make(map[string]any, len(v.Words)+len(v.Numbers)+len(v.Flags))
	for key, value := range v.Words {
		values[key] = value
	}
	for key, value := range v.Numbers {
		values[key] = value
	}
	for key, value := range v.Flags {
		values[key] = value
	}
	return time.UnixMicro(v.Deadline).UTC(), values, nil
}
