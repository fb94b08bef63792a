package door

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
)

// Pace is how many requests a second one account, and one address, may send for long; twice as many at once. 0 is
// any number. Each node counts for itself. An office sits behind one address.
type Pace struct {
	Account, Address int
}

// Limit sets the pace anew; what was counted is forgotten.
func (d *Door) Limit(p Pace) {
	d.addresses.reset(p.Address)
	d.accounts.reset(p.Account)
}

func (p *pacer) reset(perSecond int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.perSecond, p.seen = perSecond, nil
}

// pacer counts the requests of accounts, or of addresses.
type pacer struct {
	perSecond int
	mu        sync.Mutex
	seen      map[string]*rate.Limiter
}

// mostPaced bounds how many accounts or addresses are remembered.
const mostPaced = 10_000

// allow takes one request. Where too many are remembered, those are forgotten that may send at full burst again, which
// changes nothing for them; if there are none, one begins anew.
func (p *pacer) allow(who string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.perSecond <= 0 || who == "" {
		return true
	}
	l := p.seen[who]
	if l == nil {
		if p.seen == nil {
			p.seen = map[string]*rate.Limiter{}
		}
		if len(p.seen) >= mostPaced {
			for k, idle := range p.seen {
				if idle.TokensAt(now) >= float64(idle.Burst()) {
					delete(p.seen, k)
				}
			}
			for k := range p.seen {
				if len(p.seen) < mostPaced {
					break
				}
				delete(p.seen, k)
			}
		}
		l = rate.NewLimiter(rate.Limit(p.perSecond), 2*p.perSecond)
		p.seen[who] = l
	}
	return l.AllowN(now, 1)
}

func tooFast() error {
	return errs.Newf(errs.Forbidden, "http.too_fast", "请求过于频繁，请稍候再试", "too many requests: wait a moment and try again")
}

// paced refuses a request of an address that sends too many.
func (d *Door) paced(from identity.From) error {
	if !d.addresses.allow(identity.Network(from.Address), d.Now()) {
		return tooFast()
	}
	return nil
}
