package ledger

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
)

// Checkpoint is what a zone vouches for: the size and root of its log at a moment.
type Checkpoint struct {
	Zone string
	Size int64
	Root tlog.Hash
	At   time.Time // whole seconds; what is finer is not signed
}

// Origin is the first line of a zone's checkpoints and the name of its key.
func Origin(zone string) string { return "qinlian/" + zone }

// NewKey makes a zone's signing key and the public key that checks it (Ed25519).
func NewKey(random io.Reader, zone string) (private, public string, err error) {
	return note.GenerateKey(random, Origin(zone))
}

// Sign renders the checkpoint as a signed note (C2SP tlog-checkpoint).
func (c Checkpoint) Sign(private string) (string, error) {
	signer, err := note.NewSigner(private)
	if err != nil {
		return "", fmt.Errorf("signing key of %s: %w", c.Zone, err)
	}
	body := fmt.Sprintf("%s\n%d\n%s\n%s\n", Origin(c.Zone), c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), c.At.UTC().Format(time.RFC3339))
	signed, err := note.Sign(&note.Note{Text: body}, signer)
	return string(signed), err
}

// OpenCheckpoint checks the signature and reads the checkpoint.
func OpenCheckpoint(signed, public string) (Checkpoint, error) {
	fail := func(cause error) (Checkpoint, error) {
		return Checkpoint{}, errs.Newf(errs.Corrupt, "ledger.bad_checkpoint",
			"检查点的签名或格式不对", "the checkpoint's signature or form is wrong").Because(cause)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return fail(err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return fail(err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return fail(fmt.Errorf("%d lines", len(lines)))
	}
	zone, ours := strings.CutPrefix(lines[0], Origin(""))
	if !ours || lines[0] != verifier.Name() {
		return fail(fmt.Errorf("origin %q under the key of %q", lines[0], verifier.Name()))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return fail(fmt.Errorf("size %q", lines[1]))
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return fail(err)
	}
	at, err := time.Parse(time.RFC3339, lines[3])
	if err != nil {
		return fail(err)
	}
	return Checkpoint{Zone: zone, Size: size, Root: root, At: at.UTC()}, nil
}

// Receipt proves, without the database, that one event stands in a zone's log.
type Receipt struct {
	Number     string           `json:"number"`           // of the matter or session; proven by its registration or convening
	Letter     string           `json:"letter,omitempty"` // number of the letter that the event is about; proven by the event. Receipts of old do not say
	Body       string           `json:"body"`             // the exact bytes of the event
	Prev       string           `json:"prev"`             // hex; hash of the event before it in its stream
	Pos        int64            `json:"pos"`
	Proof      tlog.RecordProof `json:"proof"`
	Checkpoint string           `json:"checkpoint"`
	Key        string           `json:"key"` // the zone's public key; compare it with the one the zone publishes

	// Registered proves, at the same checkpoint, the event that gave the matter its number; nil where the
	// receipt is for that event itself.
	Registered *Registration `json:"registered,omitempty"`
}

// Registration is the first event of a matter or session with its proof.
type Registration struct {
	Body  string           `json:"body"`
	Pos   int64            `json:"pos"`
	Proof tlog.RecordProof `json:"proof"`
}

// Check verifies the receipt and returns the event and checkpoint it proves. public overrides the key
// inside the receipt when the reader has it from elsewhere.
func (r Receipt) Check(public string) (Event, Checkpoint, error) {
	bad := func(what, cause string) error {
		return errs.Newf(errs.Corrupt, "ledger.bad_receipt", "回执不成立：%[1]s", "the receipt does not hold: %[2]s", what, cause)
	}
	if public == "" {
		public = r.Key
	}
	if r.Key != "" && r.Key != public {
		return Event{}, Checkpoint{}, bad("所附公钥与公布的不符", "the key in it is not the one that is published")
	}
	cp, err := OpenCheckpoint(r.Checkpoint, public)
	if err != nil {
		return Event{}, cp, err
	}
	prev, err := ParseHash(r.Prev)
	if err != nil {
		return Event{}, cp, bad("前一散列无法读出", "the previous hash cannot be read")
	}
	leaf := Leaf(Chain(prev, []byte(r.Body)))
	if err := tlog.CheckRecord(r.Proof, cp.Size, cp.Root, r.Pos, leaf); err != nil {
		return Event{}, cp, bad("事件不在检查点所列的台账中（内容被改过，或证明不属于它）", "the event is not in the log the checkpoint signs (it was altered, or the proof belongs to another)")
	}
	e, err := Decode([]byte(r.Body))
	if err != nil {
		return Event{}, cp, bad("事件内容无法读出", "the event cannot be read")
	}
	if e.Zone != cp.Zone {
		return Event{}, cp, bad("事件与检查点不属于同一地区", "event and checkpoint are of different zones")
	}
	first := e
	if r.Registered != nil {
		leaf := Leaf(Chain(Hash{}, []byte(r.Registered.Body)))
		if first, err = Decode([]byte(r.Registered.Body)); err != nil || first.Stream != e.Stream || first.Zone != e.Zone ||
			tlog.CheckRecord(r.Registered.Proof, cp.Size, cp.Root, r.Registered.Pos, leaf) != nil {
			return Event{}, cp, bad("登记事件的证明不成立", "the proof of the registration does not hold")
		}
	}
	var content struct{ Number string }
	if first.Type != "registered" && first.Type != "session-convened" || json.Unmarshal(first.Data, &content) != nil || content.Number != r.Number {
		return Event{}, cp, bad("编号与登记的不符", "the number is not the one that was registered")
	}
	if r.Letter != "" && r.Letter != LetterNumber(&e) {
		return Event{}, cp, bad("文号与事件所记的不符", "the letter's number is not the one that the event has")
	}
	return e, cp, nil
}

// LetterNumber is the number of the letter that an event is about; "" where it is about none, or one without a number.
func LetterNumber(e *Event) string {
	var content struct{ Letter struct{ Number string } }
	if !strings.HasPrefix(e.Type, "letter-") || json.Unmarshal(e.Data, &content) != nil {
		return ""
	}
	return content.Letter.Number
}

// ParseHash reads hex.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("hash %q is not %d hex digits", s, 2*len(h))
	}
	return Hash(b), nil
}

// selfWriter is a content that appends its own JSON.
type selfWriter interface{ AppendJSON([]byte) []byte }

// usualContent is room for what most contents come to, in bytes.
const usualContent = 256

// Marshal gives the compact JSON of an event's content. A content that is written often may append its
// own JSON.
func Marshal(v any) json.RawMessage {
	if own, ok := v.(selfWriter); ok {
		return own.AppendJSON(make([]byte, 0, usualContent))
	}
	b, err := json.Marshal(v)
	if err != nil { // event contents are plain structs
		panic(fmt.Sprintf("event content %T: %v", v, err))
	}
	return b
}
