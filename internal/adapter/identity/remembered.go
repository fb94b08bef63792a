package identity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
)

// remembered writes what a visit remembers as JSON: words, whether, and whole numbers. scs's own way (gob) describes
// its types anew in each visit and reads them anew at each request; visits from before are still read by it. What was
// read of late is kept beside its bytes, which most requests of a visit find unchanged.
type remembered struct {
	older scs.GobCodec

	mu   sync.Mutex
	read map[string]written
}

type written struct {
	deadline time.Time
	values   map[string]any
}

// mostRead bounds the visits whose bytes a node keeps.
const mostRead = 4096

var _ scs.Codec = (*remembered)(nil)

// inVisit is that document. Deadline is scs's own; the store knows the time-outs itself.
type inVisit struct {
	Deadline int64             `json:"deadline"` // microseconds
	Words    map[string]string `json:"words"`
	Numbers  map[string]int64  `json:"numbers"`
	Flags    map[string]bool   `json:"flags"`
}

// Encode writes values.
func (*remembered) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
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
func (c *remembered) Decode(data []byte) (time.Time, map[string]any, error) {
	c.mu.Lock()
	known, ok := c.read[string(data)]
	c.mu.Unlock()
	if !ok {
		var err error
		if known.deadline, known.values, err = c.decode(data); err != nil {
			return time.Time{}, nil, err
		}
		if known.values == nil {
			known.values = map[string]any{}
		}
		c.mu.Lock()
		if c.read == nil || len(c.read) >= mostRead {
			c.read = map[string]written{}
		}
		c.read[string(data)] = known
		c.mu.Unlock()
	}
	return known.deadline, maps.Clone(known.values), nil
}

func (c *remembered) decode(data []byte) (time.Time, map[string]any, error) {
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
