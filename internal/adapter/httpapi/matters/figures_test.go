package matters_test

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

// office is a month of work: matters of three kinds and two units, some closed, some late, some raised, one confidential.
func office(o *apitest.Office) {
	o.Helper()
	projects(o)
	o.Inspection("突击检查招商局")
	for _, title := range []string{"督办甲", "督办乙"} {
		m := o.Given(title)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "withdraw", "reason": "重复登记"}), "If-Match", "*")
	}
	o.Given("督办丙")
	o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "order", "title": "无人认领的督办单"})
}

// lists gathers every figure with a list behind it.
func lists(v reflect.Value, each func(matters.Figure)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			lists(v.Elem(), each)
		}
	case reflect.Slice:
		for i := range v.Len() {
			lists(v.Index(i), each)
		}
	case reflect.Struct:
		if f, ok := reflect.TypeAssert[matters.Figure](v); ok {
			each(f)
			return
		}
		if v.Type().PkgPath() == reflect.TypeFor[time.Time]().PkgPath() {
			return
		}
		for _, field := range v.Fields() {
			lists(field, each)
		}
	}
}

// follow asks for the list behind every figure, which must hold as many.
func follow(o *apitest.Office, who, what string, body any) (followed int) {
	o.Helper()
	lists(reflect.ValueOf(body), func(f matters.Figure) {
		if f.List == "" {
			o.Errorf("%s %s: a figure of %d has no list", who, what, f.N)
			return
		}
		var page struct{ Total *int }
		o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/"+f.List+"&count=true"), nil).Into(o, &page)
		if followed++; page.Total == nil || *page.Total != f.N {
			o.Errorf("%s %s: %d, but %s lists %d", who, what, f.N, f.List, *page.Total)
		}
	})
	return followed
}

func TestBehindEveryFigureIsTheListThatHoldsAsMany(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		office(o)
		for _, day := range []string{"2023-03-12 09:00", "2023-05-22 09:00"} {
			for _, swept := range []bool{false, true} { // a light is of now, whether or not a sweep has run
				o.Now = apitest.At(day)
				if swept {
					if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
						o.Fatal(err)
					}
				}
				for _, who := range []string{"jw-a", "gwh-a", "zsj-c"} {
					by := map[bool]string{false: "by=week&periods=2", true: "by=month&periods=3"}[swept]
					var v matters.FiguresView
					o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/figures?"+by), nil).Into(o, &v)
					if n := follow(o, who, day+" "+by, v); n < 20 {
						o.Errorf("%s: %d figures", who, n)
					}
					adds(o, who+" "+day, &v)
					var b matters.BoardOutput
					o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/board"), nil).Into(o, &b.Body)
					follow(o, who, day+" board", b.Body)
				}
			}
		}
		var v matters.FiguresView
		o.OK(http.StatusOK, "jw-a", http.MethodGet, apitest.InZone("/figures"), nil).Into(o, &v)
		if v.Open.Red.N == 0 || v.Late.Overdue.N == 0 || v.Sum.Missed.N == 0 || len(v.Loads) < 2 || len(v.Units) < 2 || v.Pace.Behind.N == 0 || v.Pace.Elapsed != 100 {
			o.Errorf("what is long overdue: %+v", v)
		}
	})
}

// adds holds that figures of the same rows add up to the same.
func adds(o *apitest.Office, where string, v *matters.FiguresView) {
	o.Helper()
	ages, late, kinds := 0, v.Late.Overdue.N+v.Late.Soon.N+v.Late.Later.N+v.Late.Undated.N, 0
	for _, b := range v.Ages {
		ages += b.N
	}
	for _, k := range v.Kinds {
		kinds += k.All.N
	}
	units := 0
	for _, u := range v.Units {
		units += u.All.N
	}
	if all := v.Open.All.N; all != ages || all != late || all != kinds || all != units || all != v.Open.Red.N+v.Open.Amber.N+v.Open.Green.N {
		o.Errorf("%s: %d open, %d by age, %d by deadline, %d by kind, %d by unit", where, all, ages, late, kinds, units)
	}
}

func TestFiguresOfThePastAreThoseThatWereReadThen(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		office(o)
		o.Now = apitest.At("2023-03-27 09:00")
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		plain := func(v matters.FiguresView) matters.FiguresView {
			v.Past = false
			forget(reflect.ValueOf(&v).Elem())
			return v
		}
		whose := []string{"jw-a", "gwh-a", "zsj-c"}
		then := make([]matters.FiguresView, len(whose))
		for i, who := range whose {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/figures"), nil).Into(o, &then[i])
		}
		o.Now = apitest.At("2023-05-22 09:00")
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		for i, who := range whose {
			var told matters.FiguresView
			r := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/figures?at=2023-03-27T09:00:00%2B08:00"), nil)
			if r.Into(o, &told); !told.Past || strings.Contains(string(r.Raw), `"list"`) {
				o.Errorf("%s: no list shows the past: %s", who, r.Raw)
			}
			if a, b := plain(then[i]), plain(told); !reflect.DeepEqual(a, b) {
				o.Errorf("%s: read then %+v\nfolded back %+v", who, a, b)
			}
		}
	})
}

// forget takes away the lists.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		if f, ok := reflect.TypeAssert[*matters.Figure](v.Addr()); ok {
			f.List = ""
			return
		}
		if v.Type() != reflect.TypeFor[time.Time]() {
			for _, field := range v.Fields() {
				forget(field)
			}
		}
	}
}

func TestFiguresAreCountedWithinTheZoneByIndexesAlone(t *testing.T) {
	apitest.EachOn(t, func(o *apitest.Office, db *database.DB) {
		office(o)
		if db.Dialect() != database.SQLite {
			return
		}
		ctx := context.Background()
		for query, index := range map[string]string{
			"SELECT lead_unit, kind, light, level, registered_at > 5, due_on, count(*), sum(progress), sum(missed) FROM matters WHERE (matters.zone_id = 'z') AND (open) GROUP BY 1, 2, 3, 4, 5, 6": "COVERING INDEX matters_figures",
			"SELECT (registered_at - 5) / 86400000000 AS day, count(*) FROM matters WHERE (matters.zone_id = 'z') AND (registered_at >= 5) AND (registered_at < 9) GROUP BY 1":                      "COVERING INDEX matters_registered",
			"SELECT (closed_at - 5) / 86400000000 AS day, count(*) FROM matters WHERE (matters.zone_id = 'z') AND (closed_at > 0) AND (closed_at >= 5) GROUP BY 1":                                  "COVERING INDEX matters_closed",
			"SELECT count(*) FROM matters WHERE (matters.zone_id = 'z') AND (light = 'red') AND (open) AND (light_at >= 5)":                                                                         "INDEX matters_lit",
		} {
			var plan []string
			rows, err := db.Conn(ctx).QueryContext(ctx, "EXPLAIN QUERY PLAN "+query)
			if err != nil {
				o.Fatal(err)
			}
			for rows.Next() {
				var a, b, c any
				var detail string
				if err := rows.Scan(&a, &b, &c, &detail); err != nil {
					o.Fatal(err)
				}
				plan = append(plan, detail)
			}
			_ = rows.Close()
			if all := strings.Join(plan, "; "); !strings.Contains(all, index) {
				o.Errorf("%s\n%s, want %s", query, all, index)
			}
		}
	})
}
