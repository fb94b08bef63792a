// Package identity knows who is at the door: accounts and the three administrators, passwords and second
// factors, visits of browsers, tokens of machines, sign-in at another provider, delegations, and the log of
// who did and read what.
//
//	SignIn ─▶ Visit ─▶ Account ─▶ authority.Subject      what they may then see and do is package authority's
//	Bearer ─┘                                            (it knows posts, this package persons)
//
// A Directory is safe for concurrent use by many nodes on one database: whatever decides (failures, replayed
// codes, ended visits) is a row; only the rate limit of an address is each node's own.
//
// Methods that change something take By, who acts and from where, and check that it is theirs to do: a route that
// forgets to ask authority still cannot open an account. Each change writes its line of the audit log in the same
// transaction. Methods on one's own account take the visit from the context (Manager().LoadAndSave put it there).
//
// A visit is a browser's signing in and what follows (scs calls it a session; here a session is a meeting).
package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
)

// Config is what an installation says about identity. The zero value of each field but Keys is a sensible one.
type Config struct {
	// Keys seal secrets at rest, each of at least 32 random bytes. The first seals; the others still open what
	// they sealed. A key that is lost makes second factors unusable and the audit log's seal unverifiable.
	Keys [][]byte

	Site    string   // shown in an authenticator app; 勤廉 if ""
	Origins []string // of the pages that sign in: https://zone.example; http://localhost:8080 if empty
	Plain   bool     // cookies without Secure, for http://localhost alone

	Cost        Cost   // of a password's hash; RFC 9106's second choice if zero
	Hashing     int    // passwords hashed at once; 2 if 0 (each takes Cost.Memory KiB)
	Policy      Policy // of passwords
	Lockout     Lockout
	PerAddress  Rate
	Idle        time.Duration // a visit ends after so long without a request; 30 min if 0
	Absolute    time.Duration // and after so long in any case; 12 h if 0
	Fresh       time.Duration // for so long after a proof the account's own locks may be changed; 15 min if 0
	MostDays    int           // a delegation's longest span; 92 if 0
	Providers   []Provider    // of OIDC
	ProviderWeb *http.Client  // to reach them; one with a time-out of 10 s if nil

	// NeedsSecond says whether an account must have a second factor; administrators alone if nil.
	NeedsSecond func(ctx context.Context, a *Account) (bool, error)

	// Zones are those that there are; an account is of one of them, unless there is none yet. Nil for any.
	Zones func(ctx context.Context) ([]string, error)

	Clock clock.Clock // the machine's if nil; codes, visits, tokens and locks follow it alone
	NewID id.Source   // UUIDv7 if nil

	// Office is the present instant of the office of a zone, by whose days delegations hold; Clock if nil.
	Office func(zone string) time.Time
	Random io.Reader // crypto/rand if nil; scs and WebAuthn challenges always take the latter
}

// Directory is the accounts of an installation and the ways in.
type Directory struct {
	db        *database.DB
	config    Config
	now       clock.Clock
	keys      keyring
	hasher    *hasher
	dummy     string // a hash that no password has
	addresses *addresses
	manager   *scs.SessionManager
	keysOf    *webauthn.WebAuthn
	providers map[string]*provider
	reads     reads
	arrivals  arrivals
	touching  touching
	owed      owed
}

// New makes a Directory on a store that has the newest schema.
func New(db *database.DB, config Config) (*Directory, error) {
	config.fill()
	keys, err := newKeyring(config.Keys)
	if err != nil {
		return nil, err
	}
	d := &Directory{db: db, config: config, now: config.Clock, keys: keys, hasher: newHasher(config.Cost, config.Hashing, config.Random), addresses: newAddresses(config.PerAddress), arrivals: newArrivals(db)}
	d.dummy, err = d.hasher.impossible()
	d.manager = d.newManager()
	web, faulty := newWebAuthn(&config)
	d.keysOf = web
	list, wrong := newProviders(config.Providers)
	d.providers = list
	_, bad := newGuard(config.Origins)
	if err := errors.Join(err, faulty, wrong, bad); err != nil {
		return nil, err
	}
	return d, nil
}

func (c *Config) fill() {
	or(&c.Site, "勤廉")
	or(&c.Hashing, 2)
	or(&c.Cost, RFC9106)
	or(&c.Idle, 30*time.Minute)
	or(&c.Absolute, 12*time.Hour)
	or(&c.Fresh, 15*time.Minute)
	or(&c.MostDays, 92)
	c.Policy.fill()
	c.Lockout.fill()
	c.PerAddress.fill()
	if len(c.Origins) == 0 {
		c.Origins = []string{"http://localhost:8080"}
	}
	if c.ProviderWeb == nil {
		c.ProviderWeb = &http.Client{Timeout: 10 * time.Second}
	}
	if c.NeedsSecond == nil {
		c.NeedsSecond = func(_ context.Context, a *Account) (bool, error) { return a.Admin != NoAdmin, nil }
	}
	if c.Clock == nil {
		c.Clock = clock.System
	}
	if c.Office == nil {
		c.Office = func(string) time.Time { return c.Clock() }
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.NewID == nil {
		c.NewID = id.New
	}
}

// or gives a setting that was left out its usual value.
func or[T comparable](setting *T, usual T) {
	if *setting == *new(T) {
		*setting = usual
	}
}

// From is where a request came from.
type From struct {
	Address string // of the browser, without a port
	Agent   string // what it calls itself
}

// By is who does something, and from where.
type By struct {
	Account string // id, or Installation
	From
}

// Installation is who acts when an operator with access to the store itself does: seeding the first accounts, a
// password reset on the command line. The audit log names it.
const Installation = "installation"

// instant is the present in whole microseconds, as it is stored.
func (d *Directory) instant() Instant { return At(d.now()) }

func (d *Directory) secret(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(d.config.Random, b)
	return b, err
}
