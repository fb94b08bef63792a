package cli

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/base/text"
)

var (
	unknownFlag    = regexp.MustCompile(`^unknown flag (--?[^\s,]+)`)
	unexpected     = regexp.MustCompile(`^unexpected argument ([^\s,]+)`)
	kongCandidates = regexp.MustCompile(`, did you mean .*$`)
)

// hints puts ours in the place of kong's, which takes three letters that differ in two for a slip and flags that hold everywhere
// for the command's own: the nearest word if it is near, else what the command takes.
func hints(said string, parse *kong.ParseError) string {
	if parse == nil || parse.Context == nil {
		return said
	}
	node := parse.Context.Selected()
	if node == nil {
		node = parse.Context.Model.Node
	}
	rest := kongCandidates.ReplaceAllString(said, "")
	own := ownFlags(node)
	if m := unknownFlag.FindStringSubmatch(said); m != nil {
		var all []string
		for _, group := range node.AllFlags(true) {
			for _, f := range group {
				all = append(all, "--"+f.Name)
			}
		}
		if longer := withPart(m[1], own); len(longer) > 0 {
			return rest + `, did you mean ` + strings.Join(longer, ", ") + `?`
		}
		return rest + nearOr(m[1], all, own)
	}
	if m := unexpected.FindStringSubmatch(said); m != nil {
		var commands []string
		for _, child := range node.Children {
			commands = append(commands, child.Name)
		}
		if len(commands) == 0 {
			return rest + "; usage: qinlian " + strings.TrimSuffix(node.Summary(), " [flags]") + flagList(own)
		}
		return rest + nearOr(m[1], commands, nil)
	}
	return said
}

// withPart are the flags that the word is a part of: --unit is --lead-unit where there is no --unit.
func withPart(word string, flags []string) []string {
	bare := strings.TrimLeft(word, "-")
	var longer []string
	for _, f := range flags {
		if slices.Contains(strings.Split(strings.TrimLeft(f, "-"), "-"), bare) {
			longer = append(longer, strconv.Quote(f))
		}
	}
	return longer
}

// ownFlags are those of a command that do not hold for every other, too.
func ownFlags(node *kong.Node) []string {
	var own []string
	for _, f := range node.Flags {
		if node.Parent != nil && !f.Hidden && f.Name != "help" {
			own = append(own, "--"+f.Name)
		}
	}
	return own
}

func flagList(flags []string) string {
	if len(flags) == 0 {
		return ""
	}
	return "; the command's flags are: " + strings.Join(flags, " ")
}

// nearOr asks whether the nearest of the known words is meant; where none is near it lists the flags.
func nearOr(word string, known, others []string) string {
	bare := strings.TrimLeft(word, "-")
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = strings.TrimLeft(k, "-")
	}
	if near, ok := text.Nearest(bare, names); ok {
		return `, did you mean "` + word[:len(word)-len(bare)] + near + `"?`
	}
	return flagList(others)
}
