package door

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Problem is how every error is told: RFC 9457, with every fault found at once. Code is stable; the sentences
// are for people, in the language that was asked for.
type Problem struct {
	Type     string  `json:"type" doc:"urn:qinlian:problem:CODE"`
	Title    string  `json:"title" doc:"What sort of problem it is"`
	Status   int     `json:"status"`
	Code     string  `json:"code" doc:"Stable, dotted, of the first fault" example:"matter.four_eyes"`
	Detail   string  `json:"detail" doc:"What is wrong and what to do, for a person"`
	Instance string  `json:"instance,omitempty" doc:"The request's trace id: quote it to whoever keeps the server"`
	Errors   []Fault `json:"errors,omitempty" doc:"Every fault, in order"`

	cause error
}

// Fault is one of the faults of a request.
type Fault struct {
	Code     string `json:"code"`
	Message  string `json:"message"`
	Location string `json:"location,omitempty" doc:"Where: body.owner, body.deeds[0].due, query.limit, line 3, …"`
	Rule     string `json:"rule,omitempty" doc:"The place in the mechanism's files of the rule that refuses, for whoever writes them"`

	missing string // the member that is not there
}

func (p *Problem) Error() string { return p.Detail }

// Unwrap gives what the problem was made from, for the log.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells when trying again may help.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if seconds := later[p.Status]; seconds != "" {
		if p.Code == "identity.too_many" { // a lock-out takes minutes; its words say how many
			seconds = "60"
		}
		h.Set("Retry-After", seconds)
	}
	return h
}

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses of the kinds of errors. What cannot be acted on by the caller is 500 and says nothing of its cause.
var statuses = map[errs.Kind]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.NotFound: http.StatusNotFound, errs.Conflict: http.StatusConflict,
	errs.Forbidden: http.StatusForbidden, errs.Refused: http.StatusUnprocessableEntity,
}

// special codes have a status of their own.
var special = map[string]int{
	"http.unauthenticated": http.StatusUnauthorized, "identity.sign_in": http.StatusUnauthorized, "identity.token": http.StatusUnauthorized,
	"identity.wrong": http.StatusUnauthorized, "identity.wrong_code": http.StatusUnauthorized, "identity.too_many": http.StatusTooManyRequests, "identity.too_fast": http.StatusTooManyRequests,
	"matter.changed": http.StatusPreconditionFailed, "http.changed": http.StatusPreconditionFailed, "identity.changed": http.StatusPreconditionFailed, "matter.unknown_kind": http.StatusUnprocessableEntity,
	"http.method": http.StatusMethodNotAllowed, "http.no_precondition": http.StatusPreconditionRequired, "http.too_many": http.StatusTooManyRequests, "http.too_fast": http.StatusTooManyRequests,
	"http.busy": http.StatusServiceUnavailable, "http.timeout": http.StatusGatewayTimeout,
	"http.too_large": http.StatusRequestEntityTooLarge, "http.not_multipart": http.StatusUnsupportedMediaType, "http.slow_body": http.StatusRequestTimeout, "http.too_slow": http.StatusRequestTimeout,
	"attachment.too_large": http.StatusRequestEntityTooLarge, "attachment.type": http.StatusUnsupportedMediaType,
	"attachment.scanner": http.StatusServiceUnavailable, "attachment.no_storage": http.StatusServiceUnavailable, "attachment.disk_full": http.StatusInsufficientStorage,
	"database.unreachable": http.StatusServiceUnavailable, "database.busy": http.StatusServiceUnavailable, "database.too_many_connections": http.StatusServiceUnavailable,
	"database.login_refused": http.StatusServiceUnavailable, "database.no_such_database": http.StatusServiceUnavailable, "database.read_only": http.StatusServiceUnavailable, "database.moved": http.StatusServiceUnavailable,
	"database.disk_full": http.StatusInsufficientStorage,
}

// traceName begins the instance of a problem, which ends with the request's trace.
const traceName = "urn:qinlian:trace:"

// later is after how many seconds what failed with a status is worth trying again.
var later = map[int]string{http.StatusTooManyRequests: "1", http.StatusServiceUnavailable: "2", http.StatusGatewayTimeout: "5", http.StatusInsufficientStorage: "60"}

// outage is what somebody is told who cannot mend the database; the cause is in the log, for who can.
var outage = map[int]text.Text{
	http.StatusServiceUnavailable: {
		Zh: "数据库暂时用不上，请稍候重试；用同一 Idempotency-Key 重试不会重复办理",
		En: "the database cannot be used for now: try again in a moment; under the same Idempotency-Key nothing is done twice",
	},
	http.StatusInsufficientStorage: {
		Zh: "服务器磁盘已满，没有写入任何内容；查看不受影响。请告诉管理员，腾出空间后重试",
		En: "the server's disk is full and nothing was written; reading goes on. Tell the administrator, and try again once there is space",
	},
}

var titles = map[int]text.Text{
	http.StatusBadRequest: {Zh: "请求有误", En: "Bad request"}, http.StatusUnauthorized: {Zh: "请先登录", En: "Sign in first"},
	http.StatusForbidden: {Zh: "没有权限", En: "Not allowed"}, http.StatusNotFound: {Zh: "没有找到", En: "Not found"},
	http.StatusMethodNotAllowed: {Zh: "不支持的操作", En: "Method not allowed"}, http.StatusNotAcceptable: {Zh: "无法以所要的格式应答", En: "Not acceptable"},
	http.StatusConflict: {Zh: "与现状冲突", En: "Conflict"}, http.StatusPreconditionFailed: {Zh: "内容已被他人修改", En: "Changed meanwhile"},
	http.StatusPreconditionRequired: {Zh: "须注明所依据的版本", En: "Version required"}, http.StatusRequestEntityTooLarge: {Zh: "内容过大", En: "Too large"},
	http.StatusUnsupportedMediaType: {Zh: "不支持的内容格式", En: "Unsupported content"}, http.StatusUnprocessableEntity: {Zh: "不能照办", En: "Cannot be done"},
	http.StatusTooManyRequests: {Zh: "请求过于频繁", En: "Too many requests"}, http.StatusInternalServerError: {Zh: "服务器内部错误", En: "Internal error"},
	http.StatusServiceUnavailable: {Zh: "暂时无法服务", En: "Unavailable for now"}, http.StatusGatewayTimeout: {Zh: "处理超时", En: "Timed out"},
	http.StatusInsufficientStorage: {Zh: "磁盘空间不足", En: "No space left"}, http.StatusRequestTimeout: {Zh: "请求超时", En: "Request timed out"},
}

// titled are codes whose status would say something else than what happened.
var titled = map[string]text.Text{
	"identity.wrong":      {Zh: "登录未成功", En: "Not signed in"},
	"identity.wrong_code": {Zh: "验证码不对", En: "Wrong code"},
}

// problem tells an error to a person. status is what it was given where the error itself does not say.
func problem(err error, status int, lang text.Lang) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p
	}
	err = database.Explain(err) // a read's
	p := &Problem{Status: status, Code: "internal", cause: err}
	var list errs.List
	var one *errs.Error
	switch {
	case errors.As(err, &list) && len(list) > 0:
		one = list[0]
		for _, e := range list {
			p.Errors = append(p.Errors, fault(e, lang))
		}
	case errors.As(err, &one):
		p.Errors = []Fault{fault(one, lang)}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		one = errs.Newf(errs.Internal, "http.timeout", "没有在限定时间内办完；请用同一 Idempotency-Key 重试，不会重复办理",
			"it was not done in time; try again with the same Idempotency-Key, it will not be done twice")
	}
	if one == nil || one.Kind == errs.Internal && special[one.Code] == 0 || one.Kind == errs.Corrupt {
		p.Status, p.Errors = http.StatusInternalServerError, nil
		p.Detail = text.Text{Zh: "服务器内部错误，没有改动任何内容；请把编号告诉管理员", En: "an internal error; nothing was changed. Tell the administrator the number"}.In(lang)
	} else {
		p.Code, p.Detail = one.Code, first(p.Errors, lang)
		if s := statuses[one.Kind]; s != 0 {
			p.Status = s
		}
		if s := special[one.Code]; s != 0 {
			p.Status = s
		}
		if words := outage[p.Status]; words.Zh != "" && strings.HasPrefix(one.Code, "database.") {
			p.Detail = words.In(lang)
			p.Errors = []Fault{{Code: one.Code, Message: p.Detail}}
		}
	}
	p.finish(lang)
	return p
}

func (p *Problem) finish(lang text.Lang) {
	p.Type, p.Title = "urn:qinlian:problem:"+p.Code, titles[p.Status].In(lang)
	if own, ok := titled[p.Code]; ok {
		p.Title = own.In(lang)
	}
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Detail == "" {
		p.Detail = p.Title
	}
}

// forLog is an error with what made it, where people are told of something else.
func forLog(err error) string {
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Cause != nil && strings.HasPrefix(e.Code, "database.") {
		return err.Error() + ": " + e.Cause.Error()
	}
	return err.Error()
}

// speak makes huma tell its own findings as problems, once for the process.
var speak = sync.OnceFunc(func() {
	bilingual()
	huma.ValidateStrictCasing = true // encoding/json takes "Title" for title and the last of both: what is checked would not be what counts
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, found ...error) huma.StatusError {
		p := humaProblem(languageOf(ctx.Header("Accept-Language")), status, msg, found)
		if ours, ok := p.(*Problem); ok && status < http.StatusInternalServerError {
			c := callerOf(ctx.Context())
			c.more(ctx.Context(), ours)
			if c.Trace != "" {
				ours.Instance = traceName + c.Trace
			}
		}
		return p
	}
	huma.NewError = func(status int, msg string, found ...error) huma.StatusError {
		return humaProblem(text.Zh, status, msg, found)
	}
})

// unsaid is where the fault lies that huma tells by a status alone.
var unsaid = map[int]string{http.StatusBadRequest: "body", http.StatusNotAcceptable: "header.Accept"}

// humaProblem translates what huma says: errors of our own that a handler returned, and faults that the
// schema found.
func humaProblem(lang text.Lang, status int, msg string, found []error) huma.StatusError {
	var faults []Fault
	conditional := true
	for _, err := range found {
		if d := (*huma.ErrorDetail)(nil); errors.As(err, &d) {
			if d.Location == "header.If-Match" && strings.HasPrefix(d.Message, "required ") {
				conditional = false
				continue
			}
			faults = append(faults, Fault{Code: "http.invalid", Message: oneLanguage(d.Message, lang), Location: cmp.Or(unfitting(d.Message), d.Location), missing: missingMember(d.Message)})
			continue
		}
		if err != nil {
			return problem(err, status, lang)
		}
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return strings.Compare(a.Location, b.Location) }) // a map's members come in any order
	p := &Problem{Status: status, Code: "http.invalid", Errors: faults, Detail: phrase(msg, lang)}
	if !conditional { // whatever else is wrong, it must first be said which state is meant
		p.Status, p.Code = http.StatusPreconditionRequired, "http.no_precondition"
		p.Errors = append([]Fault{fault(noPrecondition(), lang)}, faults...)
	}
	if len(p.Errors) == 0 {
		p.Errors = []Fault{{Code: p.Code, Message: p.Detail, Location: unsaid[status]}}
	}
	p.Detail = cmp.Or(first(p.Errors, lang), p.Detail)
	if status >= http.StatusInternalServerError {
		p.Code, p.Errors = "internal", nil
	}
	p.finish(lang)
	return p
}
