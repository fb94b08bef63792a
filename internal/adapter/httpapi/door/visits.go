package door

import (
	"cmp"
	"maps"
	"net/http"
	"strings"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// Visits is Identity by package identity: a browser's visit, or a token.
type Visits struct {
	Directory *identity.Directory
	Engine    *engine.Engine
}

// Identify finds the visit that a request belongs to. One that has not come all the way in yet (second factor,
// first password) is refused with what it lacks.
func (d Visits) Identify(r *http.Request) (*Account, error) {
	from := fromOf(r)
	var v *identity.Visit
	var err error
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		v, err = d.Directory.Bearer(r.Context(), token, from)
	} else {
		v, err = d.Directory.Present(r.Context())
		if errs.Is(err, "identity.sign_in") {
			return nil, nil //nolint:nilnil // nobody
		}
	}
	if err == nil {
		err = v.Ready()
	}
	if err != nil {
		return nil, err
	}
	a := v.Account
	out := &Account{ID: a.ID, Title: a.Title, Zone: a.Zone, Person: a.Person, Parties: a.Parties, Scopes: v.Only(), By: identity.By{Account: a.ID, From: from}, Stored: a}
	if a.Admin != identity.NoAdmin {
		out.Admin = a.Standing()
	}
	out.Machine = a.Kind == identity.Machine
	if a.Person == "" || a.Zone == "" {
		return out, nil
	}
	ctx := r.Context()
	if count, known := v.World(); known {
		out.World, out.Head = &count, v.Head()
		ctx = d.Engine.Known(ctx, a.Zone, count, out.Head)
	}
	_, view, err := d.Engine.Org(ctx, a.Zone, d.Engine.NowIn(a.Zone))
	if err != nil {
		return nil, err
	}
	out.Delegated, err = d.Directory.DelegatedTo(ctx, v, view)
	return out, err
}

// fromOf is where a request came from.
func fromOf(r *http.Request) identity.From {
	return identity.From{Address: host(r.RemoteAddr), Agent: r.UserAgent()}
}

// Guarded surrounds the interface with visits and the defence against other sites' requests.
func (d *Door) Guarded(directory *identity.Directory) http.Handler {
	deny := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.plainProblem(w, r, errs.Newf(errs.Forbidden, "http.other_site", "请求来自其他网站，已拒绝", "the request was made by another site and was refused"))
	})
	m := directory.Manager()
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { d.plainProblem(w, r, err) }
	guarded := m.LoadAndSave(directory.Protect(d, deny))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		zone, matter := placesIn(r.URL.Path)
		guarded.ServeHTTP(w, r.WithContext(identity.Arrive(r.Context(), zone, matter)))
	})
}

// placesIn are the zone and the matter that a path names, as the operations read them; "" for none. What they decide is only
// what is read at once: the operation's own zone and matter count.
func placesIn(path string) (zone, matter string) {
	rest, ok := strings.CutPrefix(path, Prefix+"/zones/")
	if !ok {
		return "", ""
	}
	zone, rest, _ = strings.Cut(rest, "/")
	if rest, ok = strings.CutPrefix(rest, "matters/"); ok {
		matter, _, _ = strings.Cut(rest, "/")
	}
	return zone, matter
}

// plainProblem answers outside of any operation.
func (d *Door) plainProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problem(err, http.StatusInternalServerError, languageOf(r.Header.Get("Accept-Language")))
	trace := cmp.Or(observe.TraceOf(r.Context()), d.NewID())
	p.Instance = traceName + trace
	w.Header().Set(observe.TraceHeader, trace)
	if p.Status >= http.StatusInternalServerError { // the request's own line, of the same trace, has the operation
		d.Log.ErrorContext(r.Context(), "request failed", "trace", trace, "error", forLog(err))
	}
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	raw, _ := encode(p)
	_, _ = w.Write(raw) //nolint:gosec // JSON under its own type; who hung up is not told
}
