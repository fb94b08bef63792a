package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// once carries out a request whose key was not answered yet, and keeps its answer in one transaction with what it
// does. The same request may come twice at once: whichever is second undoes what it did and gives the first's answer.
func once[I, O any](ctx context.Context, d *Door, op *Operation, c *Caller, in *I, handle func(context.Context, *Caller, *I) (*O, error)) (*O, error) {
	if c.key.key == "" || op.Reads {
		return handle(ctx, c, in)
	}
	if op.Keeps {
		out, err := handle(ctx, c, in)
		return settled(ctx, d, c, out, err)
	}
	var out *O
	err := d.Engine.Together(ctx, func(ctx context.Context) (err error) {
		if out, err = handle(ctx, c, in); err != nil {
			return err
		}
		if op.Secret {
			return d.Keep(ctx, c, http.StatusConflict, "", "", shownOnce(c))
		}
		a := answerOf(out)
		status := op.Status
		if status == 0 {
			status = http.StatusOK
		}
		return d.Keep(ctx, c, status, a.etag, a.place, a.body)
	})
	return settled(ctx, d, c, out, err)
}

// shownOnce is what a second request under the key of a secret is told.
func shownOnce(c *Caller) *Problem {
	return problem(errs.Newf(errs.Conflict, "http.shown_once", "这个请求已经办理；应答中的口令、密钥或明文只给出一次，不随重试重复；如未收到，请换一个 Idempotency-Key 重新办理",
		"this request was carried out; the password, secret or plain text in its answer is given once and not repeated: if it was lost, ask again under another Idempotency-Key"), http.StatusConflict, c.Lang)
}

// settled gives the answer of whoever was first under the same key.
func settled[O any](ctx context.Context, d *Door, c *Caller, out *O, err error) (*O, error) {
	if !errs.Is(err, "http.key_in_use") {
		return out, err
	}
	given, again := d.Answers.Answer(ctx, c.Account.Zone, c.Account.ID, c.key.key)
	if again != nil || given == nil {
		return nil, errors.Join(err, again)
	}
	if given.Request != c.key.request {
		return nil, keyReused()
	}
	if given.Status == http.StatusConflict {
		return nil, shownOnce(c)
	}
	return rebuilt[O](given)
}

// kept is what of an answer is stored: its headers and body.
type kept struct {
	etag, place string
	body        any // nil where the answer has none
}

// answerOf finds the parts in an operation's output, by the names of its fields that huma goes by.
func answerOf(out any) kept {
	v := reflect.ValueOf(out).Elem()
	text := func(name string) string {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
		return ""
	}
	a := kept{etag: text("ETag"), place: text("Location")}
	if f := v.FieldByName("Body"); f.IsValid() {
		a.body = f.Addr().Interface()
	}
	return a
}

// rebuilt makes an output of an answer that was kept.
func rebuilt[O any](given *database.Answer) (*O, error) {
	out := new(O)
	v := reflect.ValueOf(out).Elem()
	for name, text := range map[string]string{"ETag": given.ETag, "Location": given.Place} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			f.SetString(text)
		}
	}
	if f := v.FieldByName("Body"); f.IsValid() {
		if err := json.Unmarshal(given.Body, f.Addr().Interface()); err != nil {
			return nil, fmt.Errorf("answer kept under a key: %w", err)
		}
	}
	return out, nil
}
