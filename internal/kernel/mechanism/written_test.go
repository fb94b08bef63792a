package mechanism

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
)

// faultsWritten are the places of the faults of a rule that stands in a file as written, from line 4 on.
func faultsWritten(t *testing.T, environment *rule.Environment, written string) (source string, places []string) {
	t.Helper()
	f := File{Path: "k.yaml", Bytes: []byte("kind: k\ntitle: 甲\nlight:\n  red: " + written + "\n  green: true\n")}
	var faults errs.List
	trees := parse(&f, &faults)
	if len(trees) != 1 {
		t.Fatalf("%s: %v", f.Bytes, faults)
	}
	doc := decodeDocument(f.Path, strings.Split(string(f.Bytes), "\n"), trees[0], &faults)
	red := doc.body.(*Kind).Light.Red
	_, err := environment.Compile(red.Text, rule.Bool(), red.At)
	for _, e := range faultsIn(red.At, err) {
		places = append(places, strings.TrimPrefix(e.Where, "k.yaml:"))
	}
	return red.Text, places
}

func plainEnvironment(t *testing.T) *rule.Environment {
	t.Helper()
	schema, err := rule.NewSchema([]rule.Field{{Name: "channel", Type: rule.String()}, {Name: "done", Type: rule.Bool()}})
	if err != nil {
		t.Fatal(err)
	}
	environment, err := rule.NewEnvironment(schema)
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

func TestAFaultIsToldWhereTheFileHasIt(t *testing.T) {
	t.Parallel()
	environment := plainEnvironment(t)
	for _, tt := range []struct{ written, at string }{
		{"done && nosuch", "4:16"},
		{"done &&\n    nosuch", "5:5"},
		{"done &&\n\n\n      nosuch", "7:7"},
		{"channel == \"走访\" && nosuch", "4:27"},
		{">-\n    done &&\n    channel == \"走访\" && nosuch", "6:24"},
		{">\n    done &&\n      channel == \"走访\" &&\n    nosuch", "7:5"},
		{"|\n    done &&\n      nosuch", "6:7"},
		{"|2-\n    done &&\n     nosuch", "6:6"},
		{"'channel == \"走''访\" && nosuch'", "4:30"},
		{"'done &&\n    channel == \"''\" && nosuch'", "5:24"},
		{"\"channel == \\\"走访\\\" && nosuch\"", "4:30"},
		{"\"channel == \\\"\\u8d70\\x41\\\" && nosuch\"", "4:38"},
		{"\"done && \\\n    nosuch\"", "5:5"},
		{"\"done\\\n    \\ &&\n\n   nosuch\"", "7:4"},
		{"\"done &&\\nnosuch\"", "4:18"},
		{"'done &&\r\n    nosuch'", "5:5"},
		{">-\n    done\n    &&", "6:7"},
		{"|\n    done\n    &&\n\n", "6:7"},
	} {
		if _, places := faultsWritten(t, environment, tt.written); !slices.Equal(places, []string{tt.at}) {
			t.Errorf("%s\nwant %s, got %v", tt.written, tt.at, places)
		}
	}
}

// script writes a rule in one of YAML's ways, noting where each letter comes to stand.
type script struct {
	strings.Builder
	line, column int
	places       []string
}

func (s *script) put(text string) {
	s.WriteString(text)
	for _, r := range text {
		if s.column++; r == '\n' {
			s.line, s.column = s.line+1, 1
		}
	}
}

func (s *script) wrap(indent int) { s.put("\n" + strings.Repeat(" ", indent)) }

var styles = map[string]func(r *rand.Rand, rule []rune, s *script){
	"plain": func(r *rand.Rand, rule []rune, s *script) {
		s.fold(r, rule, 4, func(c rune) string { return string(c) })
	},
	"single quoted": func(r *rand.Rand, rule []rune, s *script) {
		s.put("'")
		s.fold(r, rule, 1, func(c rune) string { return strings.ReplaceAll(string(c), "'", "''") })
		s.put("'")
	},
	"double quoted": func(r *rand.Rand, rule []rune, s *script) {
		s.put("\"")
		s.fold(r, rule, 1, func(c rune) string {
			switch {
			case c == '"' || c == '\\':
				return "\\" + string(c)
			case r.IntN(4) == 0 && c < 0x100:
				return fmt.Sprintf("\\x%02x", c)
			case r.IntN(4) == 0:
				return fmt.Sprintf("\\u%04X", c)
			case r.IntN(6) == 0 && c != ' ':
				s.put("\\\n   ")
			}
			return string(c)
		})
		s.put("\"")
	},
	"folded": func(r *rand.Rand, rule []rune, s *script) {
		s.put([]string{">", ">-", ">+"}[r.IntN(3)])
		s.wrap(4)
		s.fold(r, rule, 4, func(c rune) string { return string(c) })
	},
	"literal": func(r *rand.Rand, rule []rune, s *script) {
		s.put([]string{"|", "|-"}[r.IntN(2)])
		s.wrap(5)
		quoted := false
		for _, c := range rule {
			if quoted = quoted != (c == '"'); c == ' ' && !quoted && r.IntN(3) == 0 {
				s.places = append(s.places, "")
				s.wrap(5 + r.IntN(4))
				continue
			}
			s.places = append(s.places, fmt.Sprintf("%d:%d", s.line, s.column))
			s.put(string(c))
		}
	},
}

// fold writes letters, some single blanks as a new line.
func (s *script) fold(r *rand.Rand, rule []rune, indent int, letter func(rune) string) {
	for i, c := range rule {
		if c == ' ' && i > 0 && rule[i-1] != ' ' && rule[i+1] != ' ' && r.IntN(3) == 0 {
			s.places = append(s.places, "")
			s.wrap(indent)
			continue
		}
		written := letter(c) // may break the line first
		s.places = append(s.places, fmt.Sprintf("%d:%d", s.line, s.column))
		s.put(written)
	}
}

func TestInEveryStyleAFaultIsToldWhereItStands(t *testing.T) {
	t.Parallel()
	environment := plainEnvironment(t)
	parts := []string{`done`, `channel == "走访"`, `nosuch`, `channel != "it's a  'b' c"`, `!done`, `(done || 另)`, `channel.contains("x y")`, `wd(3) > 2`, `channel in ["甲", "乙"]`}
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 7))
		words := []string{"done"}
		for range 2 + r.IntN(5) {
			words = append(words, parts[r.IntN(len(parts))])
		}
		source := strings.Join(words, []string{" && ", " || "}[r.IntN(2)])
		_, plain := faultsWritten(t, environment, source) // on one line, which begins in column 8
		for name, write := range styles {
			s := &script{line: 4, column: 8}
			write(r, []rune(source), s)
			want := make([]string, len(plain))
			for i, at := range plain {
				var column int
				if _, err := fmt.Sscanf(at, "4:%d", &column); err != nil {
					t.Fatal(err)
				}
				want[i] = s.places[column-8]
			}
			read, got := faultsWritten(t, environment, s.String())
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s:\n%s\nread as %q\nwant %v, got %v", seed, name, s.String(), read, want, got)
			}
		}
	}
}
