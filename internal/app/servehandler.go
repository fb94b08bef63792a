package app

import (
	"net/http"
	"strings"

	"qinlian/internal/adapter/httpapi"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/id"
	"qinlian/web"
)

// Handler is the interface, observed, and the site; package server puts health and headers around it. closing ends the streams of
// browsers that listen, or a server that stops would wait for them.
func (a *App) Handler(d *identity.Directory, observer *observe.Observer, w *work, o *Serving) (handler http.Handler, closing func(), err error) {
	key, err := sealingKey(o.Config)
	if err != nil {
		return nil, nil, err
	}
	secret, err := derived(key, "answers", func(k []byte) ([]byte, error) { return k, nil })
	if err != nil {
		return nil, nil, err
	}
	api := httpapi.New(httpapi.Parts{
		Parts: door.Parts{
			Engine: a.Engine, Answers: a.Store, Secret: secret, Who: door.Visits{Directory: d, Engine: a.Engine}, Now: a.Engine.Now, NewID: id.New,
			Log: o.Log, Version: o.Version, Body: o.Config.Limits.Body, Pace: door.Pace{Account: o.Config.Limits.Account, Address: o.Config.Limits.Address}, Denied: d.RecordDenied,
		},
		Directory: d, Messages: *w.messages, Trial: w.trial, Benefits: w.benefits, Subscribe: w.subs, Exchange: exchange.Parts{Files: w.desk.Files, Desk: w.desk, Audit: d},
	})
	operations := []observe.Operation{{ID: "openapi", Path: door.Prefix + "/openapi.json"}}
	for _, op := range api.Declared() {
		operations = append(operations, observe.Operation{ID: op.ID, Method: op.Method, Path: op.Path})
	}
	limits := &o.Config.Limits
	observed := observer.Requests(api.Guarded(d), operations, observe.Pace{Body: limits.Body, Answer: limits.Answer})
	return beside(observed, web.Handler()), api.Live.Close, nil
}

// beside gives the interface what is asked below /api, and the site the rest.
func beside(api, site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			api.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
}
