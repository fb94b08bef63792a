package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qinlian/internal/base/clock"
)

// ready waits until the server answers.
func (s *served) ready() error {
	for {
		_, err := s.call("", http.MethodGet, "/readyz", nil)
		if err == nil || s.ctx.Err() != nil {
			return err
		}
	}
}

// signIn opens one session for each of the staff.
func (s *served) signIn() error {
	s.cookies = map[string]string{}
	for login := range staff {
		raw, err := json.Marshal(map[string]string{"login": login, "password": s.accounts[login]})
		if err != nil {
			return err
		}
		res, err := http.Post(s.base+"/api/v1/session", "application/json", bytes.NewReader(raw)) //nolint:noctx // ends with the server
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		answer, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || len(res.Cookies()) == 0 {
			return fmt.Errorf("sign in as %s: %d %s", login, res.StatusCode, answer)
		}
		s.cookies[login] = res.Cookies()[0].String()
	}
	return nil
}

// call sends one request as somebody and gives the answer's body; every status but success is an error.
func (s *served) call(who, method, path string, body any) ([]byte, error) {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	w, err := s.wires.take(strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		return nil, err
	}
	status, answer, err := w.ask(method, path, s.cookies[who], raw)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s %s: %w", method, path, err), w.conn.Close())
	}
	s.wires.give(w)
	if status >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %d %s", method, path, status, answer)
	}
	return answer, err
}

// lifecycle is a matter's life: register, assign, complete and close, search. note is told how long each request took.
func (s *served) lifecycle(note func(time.Duration)) error {
	timed := func(who, method, path string, body any) ([]byte, error) {
		began := s.Now()
		answer, err := s.call(who, method, path, body)
		if note != nil {
			note(s.Now().Sub(began))
		}
		return answer, err
	}
	n := s.made.Add(1)
	title := fmt.Sprintf("某某项目%d手续办理", n)
	matters := "/api/v1/zones/" + zone + "/matters"
	answer, err := timed("office", http.MethodPost, matters, map[string]any{"kind": kind, "title": title, "brief": "完成用地、规划、施工三项手续", "as": office})
	if err != nil {
		return err
	}
	var made struct{ ID, Number string }
	if err := json.Unmarshal(answer, &made); err != nil {
		return err
	}
	deed := func(more map[string]any) map[string]any { return map[string]any{"deeds": []any{more}} }
	commands := matters + "/" + made.ID + "/commands"
	due := clock.System().AddDate(0, 2, 0).Format(time.DateOnly) // the server's own day
	for _, step := range []struct {
		who  string
		deed map[string]any
	}{
		{"office", map[string]any{"command": "assign", "owner": owners[0], "lead_unit": units[0], "due": due, "as": office}},
		{"owner", map[string]any{"command": "complete", "text": "手续办结", "evidence": []string{"施工许可证.pdf"}, "as": owners[0]}},
		{"closer", map[string]any{"command": "close", "text": "核验属实", "as": closer}},
	} {
		if _, err := timed(step.who, http.MethodPost, commands, deed(step.deed)); err != nil {
			return err
		}
	}
	_, err = timed("office", http.MethodGet, "/api/v1/zones/"+zone+"/search?q="+url.QueryEscape(made.Number), nil)
	return err
}

// asked is how often each list is asked for, unless that takes longer than asking.
const (
	asked  = 300
	asking = 10 * time.Second
)

// lists measures what screens ask for, one request at a time: as a narrow desk, whose budget it is, and as one that sees every
// fifteenth matter.
func (s *served) lists(name string) error {
	in := "/api/v1/zones/" + zone
	for _, list := range []struct {
		name, path string
		budget     float64
	}{
		{"page", in + "/matters?limit=50&open=true", listBudget},
		{"light", in + "/matters?limit=50&light=amber", listBudget},
		{"due", in + "/matters?limit=50&open=true&sort=due", listBudget},
		{"count", in + "/matters?limit=1&open=true&count=true", listBudget},
		{"duties", in + "/duties?limit=50", listBudget},
		{"work", in + "/work", listBudget},
		{"search_rare", in + "/search?q=" + url.QueryEscape("项目4711"), searchBudget},
		{"search_common", in + "/search?q=" + url.QueryEscape("手续"), searchBudget},
	} {
		for _, who := range []string{"narrow", "desk"} {
			var took []float64
			for first := s.Now(); len(took) < asked && s.Now().Sub(first) < asking; {
				began := s.Now()
				if _, err := s.call(who, http.MethodGet, list.path, nil); err != nil {
					return err
				}
				took = append(took, s.Now().Sub(began).Seconds()*1000)
			}
			figure := name + "." + list.name + "_" + who
			if err := s.figure(figure+"_p50", quantile(took, 0.5), "ms"); err != nil {
				return err
			}
			if err := s.atMost(figure+"_p99", quantile(took, 0.99), "ms", list.budget); err != nil {
				return err
			}
		}
	}
	return nil
}
