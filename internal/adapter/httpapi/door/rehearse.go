package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/base/errs"
)

// Where a schema finds a fault, the handler is not asked, and what it would refuse would only be told the next time. So
// the rest of such a request is rehearsed: its handler carries it out, without the members that are at fault, in a
// transaction that is undone.

// errUndone ends the transaction of a rehearsal.
var errUndone = errors.New("rehearsed")

// stage is where requests are rehearsed: the same operations without schemas, which nobody can call.
type stage struct {
	api huma.API
	mux *http.ServeMux
}

func newStage() stage {
	config := huma.DefaultConfig("", "")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	mux := http.NewServeMux()
	return stage{humago.New(mux, config), mux}
}

// rehearsed tells whether an operation is one whose requests are: a change that is sent as a described document by
// somebody who has signed in.
func rehearsed(op *Operation, g guard) bool {
	return op.Method != http.MethodGet && op.Form == nil && !op.Unread && g.whose != toAnybody
}

// practise enters an operation on the stage.
func practise[I, O any](d *Door, h huma.Operation, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	h.SkipValidateBody, h.SkipValidateParams, h.Hidden = true, true, true
	huma.Register(d.stage.api, h, func(ctx context.Context, in *I) (*O, error) {
		c := callerOf(ctx)
		c.refused = d.Engine.Together(ctx, func(ctx context.Context) (err error) {
			defer func() {
				if recover() != nil { // it counts on what the schema demands, and that is what is wrong
					err = errUndone
				}
			}()
			_, err = handle(ctx, c, in)
			return orUndone(err)
		})
		return nil, errUndone
	})
}

func orUndone(err error) error {
	if err == nil {
		return errUndone
	}
	return err
}

// rehearse gives what else a request would be refused for, besides what was told.
func (d *Door) rehearse(ctx context.Context, c *Caller, told []Fault) []Fault {
	body, ok := without(c.body, told)
	if !ok {
		return nil
	}
	again := *c
	again.request, again.also, again.key, again.body, again.refused = nil, nil, idempotency{}, body, nil
	r := c.request.Clone(context.WithValue(ctx, callerKey{}, &again))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if r.Header.Get("If-Match") == "" {
		r.Header.Set("If-Match", "*")
	}
	d.stage.mux.ServeHTTP(nowhere{}, r)
	found := errs.List(nil)
	if errors.Is(again.refused, errUndone) || Gather(&found, again.refused) != nil {
		return nil
	}
	faults := make([]Fault, 0, len(found))
	for _, e := range found {
		faults = append(faults, fault(e, c.Lang))
	}
	c.members.locate(faults)
	return slices.DeleteFunc(faults, func(f Fault) bool {
		return slices.ContainsFunc(told, func(t Fault) bool {
			return within(f.Location, t.place()) || f.Code == t.Code && f.Location == t.Location
		})
	})
}

// place is where a fault lies: of a member that is missing, where it should be.
func (f *Fault) place() string {
	if f.missing != "" {
		return f.Location + "." + f.missing
	}
	return f.Location
}

// within tells whether a place is another or lies in it.
func within(place, other string) bool {
	rest, ok := strings.CutPrefix(place, other)
	return ok && other != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// without gives a body without the members that are at fault; false where nothing is left that could be carried out.
func without(body []byte, told []Fault) ([]byte, bool) {
	if len(body) == 0 {
		return body, true
	}
	var document any
	reader := json.NewDecoder(bytes.NewReader(body))
	reader.UseNumber()
	if err := reader.Decode(&document); err != nil {
		return nil, false
	}
	if _, is := document.(map[string]any); !is {
		return nil, false
	}
	for _, f := range told {
		if path, is := strings.CutPrefix(f.Location, "body."); is && f.missing == "" {
			remove(document, strings.Split(strings.NewReplacer("[", ".", "]", "").Replace(path), "."))
		}
	}
	left, err := json.Marshal(document)
	return left, err == nil
}

// remove takes a member out of a document; an item of a list leaves an empty one, so that the others keep their place.
func remove(document any, path []string) {
	switch d := document.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(d, path[0])
			return
		}
		remove(d[path[0]], path[1:])
	case []any:
		i, err := strconv.Atoi(path[0])
		switch {
		case err != nil || i < 0 || i >= len(d):
		case len(path) == 1:
			d[i] = nil
		default:
			remove(d[i], path[1:])
		}
	}
}

// nowhere is where the answer of a rehearsal goes.
type nowhere struct{}

func (nowhere) Header() http.Header            { return http.Header{} }
func (nowhere) Write(data []byte) (int, error) { return len(data), nil }
func (nowhere) WriteHeader(int)                {}

// Try adds to the faults found before those for which do is refused: what comes after a fault is carried out in a
// transaction that is undone, so that all faults are told at once. Faults of a place of which something was told already
// are left out, and so are those that the mechanism's rules find when it is unknown which post acts.
func (d *Door) Try(ctx context.Context, found *errs.List, do func(ctx context.Context) error) error {
	more := errs.List(nil)
	err := d.Engine.Together(ctx, func(ctx context.Context) error { return orUndone(do(ctx)) })
	if errors.Is(err, errUndone) {
		return nil
	}
	if err := Gather(&more, err); err != nil {
		return err
	}
	before := *found
	nobody := slices.ContainsFunc(before, func(e *errs.Error) bool { return strings.HasPrefix(e.Code, "authority.") })
	for _, e := range more {
		f := fault(e, "zh")
		if nobody && (e.Kind == errs.Forbidden || e.Code == "matter.no_actor" || f.Rule != "" || strings.HasSuffix(f.Location, ".as")) {
			continue
		}
		if slices.ContainsFunc(before, func(b *errs.Error) bool {
			return within(f.Location, fault(b, "zh").Location) || b.Code == e.Code && b.Where == e.Where
		}) {
			continue
		}
		*found = append(*found, e)
	}
	return nil
}
