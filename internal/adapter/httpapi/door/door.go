// Package door is where requests come in: it finds the language, who sends them and how they stand, asks whether the
// operation is theirs, answers again what was answered under the same key, and tells errors as problems (RFC 9457).
// The features of the interface declare their operations here, each by one of four functions that say whose it is:
// Public (nobody has signed in), Personal (one's own), Zonal (a capability in the zone) and OnMatter (a capability
// on one matter). None can be declared without.
//
//	request ─▶ language ─▶ caller (who, in which zone) ─▶ guard of the operation ─▶ answered before? ─▶ handler ─▶ answer | problem
package door

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
)

// Prefix is where the interface lives.
const Prefix = "/api/v1"

// Parts is what every operation may need.
type Parts struct {
	Engine  *engine.Engine
	Answers Answers  // what was answered under an Idempotency-Key
	Secret  []byte   // keys what is kept of the requests themselves
	Who     Identity // who has signed in

	// Evidence refuses evidence of a matter that cites a file which it does not have; nil lets every word pass.
	Evidence func(ctx context.Context, zone, matter string, evidence []string) error

	// Denied is told of a request that was refused for want of authority; nil where nobody keeps a log of it.
	Denied func(ctx context.Context, by identity.By, zone, operation string) error

	Pace    Pace          // of requests
	Body    time.Duration // how long a body may take to arrive, files excepted; a quarter of a minute if 0, and at most
	Now     clock.Clock
	NewID   id.Source
	Log     *slog.Logger
	Version string // of the program
}

// Door is the interface, ready to serve.
type Door struct {
	Parts

	huma     huma.API
	mux      *http.ServeMux
	declared []Declared

	stage               stage
	addresses, accounts pacer
}

// Present is the present instant in the zone that a request is about; a demonstration's zones have days of their own.
func (d *Door) Present(ctx context.Context) time.Time { return d.Engine.NowIn(database.ZoneOf(ctx)) }

// mostBody bounds a request's body unless its operation says otherwise.
const mostBody = 1 << 20

// slowBody is how long a body may take to arrive at most.
const slowBody = 15 * time.Second

// New opens a door behind which nothing is declared yet.
func New(parts Parts) *Door {
	speak()
	huma.DefaultArrayNullable = false // a list is empty, never null; a member that may be missing is left out
	config := huma.DefaultConfig("勤廉 Qinlian", parts.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = Prefix+"/openapi", "", ""
	config.CreateHooks = nil // no $schema in answers
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Info.Description = "Every error is a problem (RFC 9457) with a stable code. Accept-Language chooses zh-CN (default) or en. " +
		"A POST may carry Idempotency-Key; a change of what others may change, too, carries If-Match with the ETag that came with it, and is answered 428 without it and 412 once that is stale."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "qinlian"},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	if parts.Body <= 0 || parts.Body > slowBody {
		parts.Body = slowBody
	}
	d := &Door{Parts: parts, mux: http.NewServeMux(), stage: newStage()}
	d.Limit(parts.Pace)
	d.huma = humago.New(d.mux, config)
	d.huma.UseMiddleware(d.answering)
	d.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if allowed := d.allowed(r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			d.plainProblem(w, r, errs.Newf(errs.Invalid, "http.method", "这个地址不支持 %[1]s；可用：%[2]s", "%[1]s cannot be used here; there is: %[2]s", r.Method, strings.Join(allowed, ", ")))
			return
		}
		d.plainProblem(w, r, errs.Newf(errs.NotFound, "http.no_operation", "没有这个接口：%[1]s %[2]s；接口说明见 %[3]s", "there is no operation %[1]s %[2]s: see %[3]s", r.Method, r.URL.Path, Prefix+"/openapi.json"))
	})
	return d
}

// allowed lists the methods under which the path of a request leads to an operation.
func (d *Door) allowed(r *http.Request) []string {
	var out []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		asked := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := d.mux.Handler(asked); pattern != "/" && pattern != "" {
			out = append(out, method)
		}
	}
	return out
}

// ServeHTTP answers a request.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.mux.ServeHTTP(w, r) }

// OpenAPI is the interface's description, OpenAPI 3.1.
func (d *Door) OpenAPI() *huma.OpenAPI { return d.huma.OpenAPI() }

// schemaName names a type in the description: ours by its name, another package's with the package before it.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if pkg := path.Base(t.PkgPath()); t.Name() != "" && strings.HasPrefix(t.PkgPath(), "qinlian/") && !strings.Contains(t.PkgPath(), "/httpapi") {
		return strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	return name
}
