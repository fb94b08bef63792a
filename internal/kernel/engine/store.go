package engine

import (
	"context"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
)

// Store is what the engine needs remembered. Reads outside InTx see the last committed state and never
// block a writer; inside InTx they see the transaction. Every method is scoped to one zone.
// Errors: errs.NotFound where a thing does not exist, errs.Conflict where somebody else was faster
// (the engine tries again).
type Store interface { //nolint:interfacebloat // the sum of what each part of the engine asks for
	// InTx runs fn in one write transaction; nested calls join it.
	InTx(ctx context.Context, fn func(ctx context.Context) error) error

	// InSnapshot runs fn so that all its reads see the same instant, over one connection: whoever reads more while a walk
	// of rows goes on does so inside, or as many of them as there are connections wait for one another. It joins what ctx carries.
	InSnapshot(ctx context.Context, fn func(ctx context.Context) error) error
	Zones
	Ledger
	Matters
	Facts
	Money
	PersonalValues
	Overview
	Figures
	Projections
}

// Zones keeps what is true of a whole zone.
type Zones interface { //nolint:interfacebloat // a zone's row, what governs it, its counters
	// Zone returns a zone's row; NotFound before PutZone.
	Zone(ctx context.Context, zone string) (ZoneRow, error)
	ListZones(ctx context.Context) ([]ZoneRow, error)
	// Unlisted returns the zones of which something is stored although they have no row, in order.
	Unlisted(ctx context.Context) ([]string, error)
	PutZone(ctx context.Context, z ZoneRow) error
	// Versions returns the applied bundles with their files, in order of From.
	Versions(ctx context.Context, zone string) ([]VersionRow, error)
	// PutVersion stores one, in place of another from the same instant; DropVersion deletes that from an instant.
	PutVersion(ctx context.Context, v VersionRow) error
	DropVersion(ctx context.Context, zone string, fromAt int64) error
	// Proposals returns the versions that were proposed, the newest first, without files and report. Proposal finds one
	// whole; NotFound.
	Proposals(ctx context.Context, zone string) ([]ProposalRow, error)
	Proposal(ctx context.Context, zone, id string) (ProposalRow, error)
	PutProposal(ctx context.Context, p ProposalRow) error
	// TakeNumbers takes the next n numbers of a register and year, beginning with 1, and returns the first;
	// with n = 0 the one that would come next, which nobody else can take before the transaction ends.
	// Gap-free: they are given back when the transaction fails.
	TakeNumbers(ctx context.Context, zone, register string, year, n int) (first int, err error)
	// Numbers returns the counters as they stand, in order of register and year.
	Numbers(ctx context.Context, zone string) ([]NumberRow, error)
}

// Ledger keeps the events and their log.
type Ledger interface { //nolint:interfacebloat // events, their log and its checkpoints are one chain
	// Fit tells whether every value of a zone, in whatever table, is stored in the class of its column; what is not is Corrupt.
	Fit(ctx context.Context, zone string) error
	// Append gives the records the zone's next positions and stores them, in order; it sets Pos in place.
	// Conflict when a stream already has one of the sequence numbers.
	Append(ctx context.Context, zone string, records []ledger.Record) error
	// Stream returns a stream's records in order of Seq; empty for an unknown stream.
	Stream(ctx context.Context, zone, stream string) ([]ledger.Record, error)
	// Head returns the last Seq and hash of a stream; zero for an unknown one.
	Head(ctx context.Context, zone, stream string) (int64, ledger.Hash, error)
	// Streams lists stream ids with a prefix ("session/"), in order.
	Streams(ctx context.Context, zone, prefix string) ([]string, error)
	// Records walks the whole zone stream by stream (ascending), each in order of Seq. The record's
	// cached columns are as stored, Body and Hash too; the walk reads in constant memory.
	Records(ctx context.Context, zone string) iter.Seq2[ledger.Record, error]
	// Chains is Records a whole stream at a time, for the streams of a range. What it gives holds until the next.
	Chains(ctx context.Context, zone string, r Range) iter.Seq2[[]ledger.Record, error]
	// Cuts returns up to n-1 stream ids, ascending, that divide the zone's events into ranges of about one size.
	Cuts(ctx context.Context, zone string, n int) ([]string, error)
	// Causes is Records without derived events, but for registrations of standing matters; Prev means nothing.
	Causes(ctx context.Context, zone string) iter.Seq2[ledger.Record, error]
	// Leaves walks (position, hash) of the zone in order of position, below the last, which may lie beyond the end.
	Leaves(ctx context.Context, zone string, from, below int64) iter.Seq2[Leaf, error]
	// Latest is the greatest At of a zone's events (µs), 0 where there are none. It looks at all of them.
	Latest(ctx context.Context, zone string) (int64, error)
	// Nodes reads stored nodes of the log (level 8, 16 …), or leaves for level 0.
	Nodes(ctx context.Context, zone string, level int, from, count int64) ([]tlog.Hash, error)
	PutNodes(ctx context.Context, zone string, nodes []NodeRow) error
	// Checkpoint returns the newest signed checkpoint; NotFound before the first.
	Checkpoint(ctx context.Context, zone string) (CheckpointRow, error)
	// Checkpoints returns all of them, in order of size.
	Checkpoints(ctx context.Context, zone string) ([]CheckpointRow, error)
	PutCheckpoint(ctx context.Context, c CheckpointRow) error
}

// Matters keeps the folded state of matters and what lists need of it.
type Matters interface { //nolint:interfacebloat // one cache: its rows, their lists, and search over them
	// Matter finds one by id or number, in a transaction locked against other writers.
	Matter(ctx context.Context, zone, idOrNumber string) (MatterRow, error)
	// Some is Matter for several by id, in one question; those that do not exist are left out.
	Some(ctx context.Context, zone string, ids []string) ([]MatterRow, error)
	// Heads tells how far several matters have come, by id; it locks as Matter does.
	Heads(ctx context.Context, zone string, ids []string) ([]Head, error)
	// Put stores rows as they now are: matters upserted by (zone, id), duties by (zone, matter, id,
	// opens), letters by (zone, matter, id).
	Put(ctx context.Context, rows Rows) error
	// Due returns up to limit matters whose NextAt is not after until (µs), oldest first, skipping those
	// that another writer has locked. States are included.
	Due(ctx context.Context, zone string, until int64, limit int) ([]MatterRow, error)
	// Touch brings NextAt of every matter that is open, closed out or archived, or still waits for something down to at most
	// at (µs), of a range of ids.
	Touch(ctx context.Context, zone string, r Range, at int64) error
	// Reckoned is the latest CursorAt of a zone's matters, 0 where there are none.
	Reckoned(ctx context.Context, zone string) (int64, error)
	// List walks matters by a filter in order of number as people count (text.NumberKey), without loading all; states are included if asked.
	List(ctx context.Context, zone string, f Filter) iter.Seq2[MatterRow, error]
	// Search walks matters whose number, title or brief holds every phrase of a query (package text) and that the
	// filter lets through, newest first. States are not included.
	Search(ctx context.Context, zone, query string, f Filter) iter.Seq2[MatterRow, error]
	// Unfound returns the ids of those of some matters whose entry for search is missing or is not what their rows and
	// Texts make of it.
	Unfound(ctx context.Context, rows Rows) ([]string, error)
	// Duties and Letters walk rows by a filter, ordered by due (drafted) and matter.
	Duties(ctx context.Context, zone string, f Filter) iter.Seq2[DutyRow, error]
	Letters(ctx context.Context, zone string, f Filter) iter.Seq2[LetterRow, error]
	// CountSupports counts by what a supporting unit finds its matters: an entry for each matter that it supports now.
	CountSupports(ctx context.Context, zone string) (int, error)
	// Supported tells whether there is such an entry of a matter for each of the units.
	Supported(ctx context.Context, zone, matterID string, units []string) (bool, error)
}

// Overview answers the 8:30 page's counts without loading matters.
type Overview interface { //nolint:interfacebloat // one page, a count each
	// LightCounts counts open matters by lead unit and light.
	LightCounts(ctx context.Context, zone string) ([]LightCount, error)
	// CategoryCounts counts open matters that belong to a category by kind, category and light.
	CategoryCounts(ctx context.Context, zone string) ([]CategoryCount, error)
	// CountMatters, CountDuties and CountLetters count what the lists of the same filter would hold,
	// whatever its Limit.
	CountMatters(ctx context.Context, zone string, f Filter) (int, error)
	CountDuties(ctx context.Context, zone string, f Filter) (int, error)
	CountLetters(ctx context.Context, zone string, f Filter) (int, error)
	// KindCounts counts all matters by kind and stage.
	KindCounts(ctx context.Context, zone string) ([]KindCount, error)
	// DutyCounts counts open and missed duties by what they ask for.
	DutyCounts(ctx context.Context, zone string) ([]DutyCount, error)
	// OwnerLoads counts open matters, and open and missed duties, by post, heaviest first, up to limit.
	OwnerLoads(ctx context.Context, zone string, limit int) ([]OwnerLoad, error)
}

// Head is how far a matter has come, as its row says.
type Head struct {
	ID       string
	Seq      int64
	NextAt   int64
	CursorAt int64
}

// Range is a stretch of ids in order of their bytes: not before From, before Below; "" leaves that end open.
type Range struct{ From, Below string }

// NumberRow is how far the numbers of a register have come in a year.
type NumberRow struct {
	ZoneID   string `bun:"zone_id,pk"`
	Register string `bun:"register,pk"` // a kind, "letter/" and a template, "session/" and a template
	Year     int    `bun:"year,pk"`
	Last     int64  `bun:"last"` // the number taken last; 0: none yet
}

// ZoneRow is a zone. World counts changes to what every decision consults (mechanisms, org, calendar),
// so that a running process notices them.
type ZoneRow struct {
	ZoneID     string `bun:"zone_id,pk"`
	Title      string `bun:"title"` // as the bundle applied last calls it; TitleAt says how it is called at an instant
	PublicKey  string `bun:"public_key"`
	PrivateKey string `bun:"private_key"`
	World      int64  `bun:"world"`
	Size       int64  `bun:"size"` // events so far: the next position
}

// VersionRow is a bundle put in force. Files holds what was applied, so that it can be loaded again
// whatever has become of the folder.
type VersionRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	FromAt    int64  `bun:"from_at,pk"`
	Version   string `bun:"version"`
	Hash      string `bun:"hash"`
	AppliedAt int64  `bun:"applied_at"`
	AppliedBy string `bun:"applied_by"`
	Files     []byte `bun:"files"` // zip archive of the mechanisms folder as far as the zone needs it
}

// ProposalRow is a version that somebody wants in force and somebody else decides on. What stands from Sight on is long.
type ProposalRow struct {
	ZoneID     string `bun:"zone_id,pk"`
	ID         string `bun:"id,pk"`
	State      string `bun:"state"` // ProposalOpen and so on
	Version    string `bun:"version"`
	Hash       string `bun:"hash"`
	Base       string `bun:"base"` // hash of the version that it was made from
	FromAt     int64  `bun:"from_at"`
	Why        string `bun:"why"`
	Post       string `bun:"post"` // that proposes
	Person     string `bun:"person"`
	At         int64  `bun:"at"`
	AnswerPost string `bun:"answer_post"` // that decided; withdrew it
	Answerer   string `bun:"answerer"`
	AnsweredAt int64  `bun:"answered_at"` // 0: not yet
	Answer     string `bun:"answer"`      // why it was refused
	Sight      string `bun:"sight"`       // scope of whoever made the report, as JSON; ""
	Report     []byte `bun:"report"`      // of a plan, as JSON; none where nobody made one
	Files      []byte `bun:"files"`       // as those of VersionRow
}

// NodeRow is a stored node of the log.
type NodeRow struct {
	ZoneID string `bun:"zone_id,pk"`
	Level  int    `bun:"level,pk"`
	N      int64  `bun:"n,pk"`
	Hash   []byte `bun:"hash"`
}

// CheckpointRow is a signed checkpoint.
type CheckpointRow struct {
	ZoneID string `bun:"zone_id,pk"`
	Size   int64  `bun:"size,pk"`
	Note   string `bun:"note"`
	At     int64  `bun:"at"`
}

// MatterRow caches a matter for lists and holds its folded state. All columns follow from the events
// (verify compares them); instants are microseconds since 1970, dates days since 1970, zero for none.
type MatterRow struct {
	ZoneID       string  `bun:"zone_id,pk"`
	ID           string  `bun:"id,pk"`
	Number       string  `bun:"number"`
	Kind         string  `bun:"kind"`
	Title        string  `bun:"title"`
	Stage        string  `bun:"stage"`
	Open         bool    `bun:"open"`
	Light        string  `bun:"light"`
	Urgency      string  `bun:"urgency"`
	Category     string  `bun:"category"`
	LeadUnit     string  `bun:"lead_unit"`
	Owner        string  `bun:"owner"`
	Sponsor      string  `bun:"sponsor"`
	Verifier     string  `bun:"verifier"`
	Parent       string  `bun:"parent"`
	Support      string  `bun:"support"` // codes of supporting units between bars: "|zsj|jfj|"
	Applicant    string  `bun:"applicant"`
	FirstContact string  `bun:"first_contact"`
	Weight       int     `bun:"weight"`
	Progress     float64 `bun:"progress"` // as last reported; see Filter.Trees
	Level        int     `bun:"level"`
	Missed       int     `bun:"missed"`
	DueOn        int32   `bun:"due_on"`
	RegisteredAt int64   `bun:"registered_at"`
	CompletedAt  int64   `bun:"completed_at"`
	ClosedAt     int64   `bun:"closed_at"`
	LightAt      int64   `bun:"light_at"`
	Origin       string  `bun:"origin"`
	NextAt       int64   `bun:"next_at"`   // when something falls due next; 0: nothing will
	CursorAt     int64   `bun:"cursor_at"` // everything due up to here has been made
	Seq          int64   `bun:"seq"`
	Head         []byte  `bun:"head"`       // hash of the last event
	State        []byte  `bun:"state"`      // JSON of matter.State
	NumberKey    string  `bun:"number_key"` // text.NumberKey of the number; read where the state is
}

// DutyRow is one duty. State is open, missed, met or lapsed.
type DutyRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	MatterID  string `bun:"matter_id,pk"`
	ID        string `bun:"id,pk"`
	OpensAt   int64  `bun:"opens_at,pk"`
	What      string `bun:"what"`
	Owner     string `bun:"owner"`
	Cadence   string `bun:"cadence"`
	Period    string `bun:"period"`
	Letter    string `bun:"letter"`
	DueAt     int64  `bun:"due_at"`
	State     string `bun:"state"`
	MissedAt  int64  `bun:"missed_at"`
	EndedAt   int64  `bun:"ended_at"`   // met or lapsed
	MatterKey string `bun:"matter_key"` // text.NumberKey of its matter's number
}

// DutyLate among Filter.States picks the duties that are Late; no row has it as its state.
const DutyLate = "late"

// Late tells whether the duty was met after it was due.
func (d *DutyRow) Late() bool { return d.State == DutyMet && d.DueAt != 0 && d.EndedAt > d.DueAt }

// LetterRow is one letter.
type LetterRow struct {
	ZoneID    string `bun:"zone_id,pk"`
	MatterID  string `bun:"matter_id,pk"`
	ID        string `bun:"id,pk"`
	Template  string `bun:"template"`
	Number    string `bun:"number"`
	ToPost    string `bun:"to_post"`
	ByPost    string `bun:"by_post"`
	State     string `bun:"state"`
	DraftedAt int64  `bun:"drafted_at"`
	IssuedAt  int64  `bun:"issued_at"`
	ReplyBy   int64  `bun:"reply_by"`
	Late      bool   `bun:"late"`
	MatterKey string `bun:"matter_key"` // text.NumberKey of its matter's number
}

// Rows are changes to store together.
type Rows struct {
	Matters []MatterRow
	Was     []MatterRow // what is stored of each of Matters, State excepted; nil, or without an ID, where that is not known
	Duties  []DutyRow
	Letters []LetterRow
	Texts   []TextRow // of matters whose text is new

	Personal []PersonalRow // values that are new
	Erased   []PersonalKey // values to delete, in such a way that they cannot be brought back
}

// TextRow is what a matter can be found by.
type TextRow struct {
	ZoneID, MatterID string
	Made             int64 // when the matter was registered
	Text             string
}

// Filter picks rows; zero members do not restrict.
type Filter struct {
	Scope     *authority.Scope // nil: every row
	Outside   *authority.Scope // what does not lie in it; nil does not restrict
	Kind      string
	Kinds     []string
	Stage     string
	Stages    []string
	Open      *bool
	Light     string
	Category  string // outermost
	Unit      string
	Units     []string // lead unit is one of these
	Owner     string   // matters: owner; duties: owner; letters: addressee
	Parent    string
	Root      string   // matters below this one, any depth
	Unowned   bool     // no owner
	Owned     bool     // matters: an owner is named
	Vacant    []string // with Unowned, matters: posts that are no more or that nobody acts for, whose matters count as owned by nobody
	Few       bool     // matters: the asker has counted them, and they are few: found first and then put in order
	Borne     []string // with Unowned, matters: ids of standing matters that name no owner, whose cadence says who owes what they ask for
	Ended     []string // with Unowned, matters: ids of standing matters whose unit, post or body is no more, which nobody needs to take over
	Origin    string   // prefix
	Number    string   // exact
	State     string   // duties and letters
	States    []string
	What      string // duties
	Cadence   string
	Period    string
	Matter    string // duties and letters of one matter
	Range     Range  // matters by id; duties and letters by their matter's
	DueFrom   int64  // duties: due in [DueFrom, DueTo); letters: to be answered then
	DueTo     int64
	StaleAt   int64       // matters with 0 < NextAt ≤ StaleAt
	LightAt   int64       // with Light, matters of 0 < NextAt ≤ LightAt besides, whatever light is stored
	Owners    []string    // Owner is one of these; nil does not restrict
	IDs       []string    // matters: one of these; duties and letters: of one of these; nil does not restrict
	Urgency   string      // matters
	Due       Days        // matters: due in it; one without a due date never is
	Trees     bool        // matters: Progress of one that others hang below is that of its tree, as it is told, sorted and filtered by
	Progress  *Share      // matters: progress within it, that of its tree
	Where     []FieldTest // matters: of the kind's own fields
	Also      Also        // matters: see there
	By        []string    // letters: issued by one of these posts; nil does not restrict
	Addressed []string    // letters: besides those in the scope, those that have reached one of these posts
	Sort      []Order     // matters: the order, instead of number; ties in order of id
	Past      []any       // only what comes after the row with these keys: see Keys, DutyRow.Keys and LetterRow.Keys
	After     string      // matters: those whose number comes behind this one (for paging)
	Limit     int
	AtMost    int  // counts: stop counting there
	WithState bool // matters: load State
	Newest    bool // duties: those due last first
	ByID      bool // in order of the matter's id (bytewise) instead of number, due or drafting
}
