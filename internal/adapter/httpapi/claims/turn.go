package claims

import (
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/redeem"
)

// ClaimTurnView is what is to be done with a claim now, and by whom.
type ClaimTurnView struct {
	Do    string      `json:"do" enum:"confirm,take,notice,answer,account,pay,receive"`
	Words string      `json:"words" doc:"The deed as people call it"`
	Desk  string      `json:"desk" enum:"window,office,centre,unit,payer,applicant"`
	Unit  string      `json:"unit,omitempty" doc:"Name"`
	Post  string      `json:"post,omitempty" doc:"Without one any post of the unit"`
	After *clock.Date `json:"after,omitempty" doc:"Last day of the notice that must be over first"`
	Late  bool        `json:"late" doc:"Nobody signed for it in time"`
}

// ClaimStopView is one desk on a claim's way.
type ClaimStopView struct {
	Desk   string     `json:"desk" enum:"window,office,centre,unit,payer"`
	Words  string     `json:"words" doc:"The desk as people call it"`
	Unit   string     `json:"unit"`
	Post   string     `json:"post,omitempty" doc:"Its head"`
	Within string     `json:"within,omitempty" doc:"centre: after how long it takes what nobody took"`
	By     *time.Time `json:"by,omitempty" doc:"centre: when that is"`
	Here   bool       `json:"here" doc:"Has it now"`
	Passed bool       `json:"passed,omitempty" doc:"centre: took it over"`
}

// turned tells whose turn a claim is, and the desks on its way.
func turned(lang text.Lang, v *ClaimView, t redeem.Turn) {
	if t.Do != "" {
		v.Turn = &ClaimTurnView{string(t.Do), t.Do.Words().In(lang), t.Desk, t.Unit, t.Post, day(t.After), t.Late}
	}
	for i := range t.Route {
		s := &t.Route[i]
		stop := ClaimStopView{s.Desk, redeem.DeskWords[s.Desk].In(lang), s.Unit, s.Post, s.Within.In(lang), nil, s.Here, s.Passed}
		if !s.By.IsZero() {
			stop.By = door.Instant(s.By)
		}
		v.Route = append(v.Route, stop)
	}
}
