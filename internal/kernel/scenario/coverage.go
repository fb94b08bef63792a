package scenario

import (
	"slices"
	"strconv"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// Table shows how much of the mission's table of mechanisms is carried by files and proved by scenarios.
type Table struct {
	Domains []Domain `json:"domains"` // 1 to 11
	Total   Domain   `json:"total"`
	Rows    []Row    `json:"rows"` // all of them, in order
}

// Domain is one part of the table.
type Domain struct {
	N       int       `json:"n,omitempty"` // 1 to 11; 0 for the total
	Title   text.Text `json:"title"`
	Rows    int       `json:"rows"`
	Carried int       `json:"carried"` // rows that a mechanism file carries
	Proved  int       `json:"proved"`  // rows that a scenario carries and none that carries them fails
}

// Row is one mechanism of the table.
type Row struct {
	ID      string   `json:"id"` // M01-14
	Files   []string `json:"files,omitempty"`
	Passing []string `json:"passing,omitempty"` // scenarios, as "file: name"
	Failing []string `json:"failing,omitempty"`
}

// Proved tells whether at least one scenario carries the row and all that do pass.
func (r *Row) Proved() bool { return len(r.Passing) > 0 && len(r.Failing) == 0 }

var domainTitles = [...]text.Text{
	{Zh: "督查督办", En: "Supervision"},
	{Zh: "重点项目", En: "Major projects"},
	{Zh: "招商引资", En: "Investment promotion"},
	{Zh: "企业服务", En: "Services to enterprises"},
	{Zh: "政务服务", En: "Government services"},
	{Zh: "惠企政策", En: "Policies for enterprises"},
	{Zh: "考核评价", En: "Appraisal"},
	{Zh: "廉政监督", En: "Integrity"},
	{Zh: "民生保障", En: "Public welfare"},
	{Zh: "党的建设", En: "Party building"},
	{Zh: "平台体制", En: "The zone itself"},
}

// DomainOf names the part of the table to which a row belongs (M01-14: 1, 督查督办); 0 for no row of the table.
func DomainOf(row string) (n int, title text.Text) {
	if len(row) < 3 {
		return 0, text.Text{}
	}
	n, err := strconv.Atoi(row[1:3])
	if err != nil || n < 1 || n > len(domainTitles) {
		return 0, text.Text{}
	}
	return n, domainTitles[n-1]
}

// Coverage draws the table from bundles and the results of their scenarios.
func Coverage(bundles []*mechanism.Bundle, results []Result) Table {
	files := map[string][]string{}
	for _, b := range bundles {
		for row, paths := range mechanism.Coverage(b) {
			for _, p := range paths {
				if !slices.Contains(files[row], p) {
					files[row] = append(files[row], p)
				}
			}
		}
	}
	passing, failing := map[string][]string{}, map[string][]string{}
	for i := range results {
		r := &results[i]
		into := failing
		if r.Passed {
			into = passing
		}
		for _, row := range r.Rows {
			into[row] = append(into[row], r.File+": "+r.Name)
		}
	}
	t := Table{Total: Domain{Title: text.Text{Zh: "合计", En: "Total"}}}
	for i, title := range domainTitles {
		t.Domains = append(t.Domains, Domain{N: i + 1, Title: title})
	}
	for _, id := range mechanism.KnownRows() {
		slices.Sort(files[id])
		row := Row{ID: id, Files: files[id], Passing: passing[id], Failing: failing[id]}
		t.Rows = append(t.Rows, row)
		n, _ := strconv.Atoi(id[1:3])
		for _, d := range []*Domain{&t.Domains[n-1], &t.Total} {
			d.Rows++
			if len(row.Files) > 0 {
				d.Carried++
			}
			if row.Proved() {
				d.Proved++
			}
		}
	}
	return t
}
