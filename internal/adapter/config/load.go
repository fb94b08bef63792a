package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Sources are where settings come from besides their defaults.
type Sources struct {
	File    string              // YAML; "" for none
	Environ []string            // NAME=value, as os.Environ gives it
	Flags   map[string][]string // what the command line says, by key
	Called  map[string]string   // how the command line called it, by key: --listen; --set KEY= where it does not say
}

// Loaded is a configuration, and where each of its values came from.
type Loaded struct {
	Config

	origins map[string]string // by key; "" for the default
	wrong   map[string]string // what was said that cannot be read, by key
}

// Wrong gives what stands for a setting that cannot be read, secrets masked; false for one that could be. Its Origin
// is where it stands; its value in Config is the default.
func (l *Loaded) Wrong(key string) (said string, wrong bool) {
	said, wrong = l.wrong[key]
	return said, wrong
}

// Origin says where a setting's value came from: file:line:column, $VARIABLE, --flag, or "" for the default.
func (l *Loaded) Origin(key string) string { return l.origins[key] }

// layer is what one source says: its words and the place of each, by key.
type layer struct {
	words  map[string][]string
	places map[string]string
}

func newLayer() *layer { return &layer{map[string][]string{}, map[string]string{}} }

func (l *layer) say(key, place string, words ...string) {
	l.words[key], l.places[key] = words, place
}

// elsewhere are variables with our prefix that set nothing here.
var elsewhere = []string{"CONFIG", "ZONE", "AS", "AT", "DUMP_AS"}

// Load reads every source. What comes back besides an errs.List of every fault (config.unknown, form, choice, range,
// twice, shape, one_value, no_file, unreadable, syntax, and those of Check) is as much as could be read.
func Load(from Sources) (*Loaded, error) {
	var faults errs.List
	file, more := fileLayer(from.File)
	faults = append(faults, more...)
	variables, more := variableLayer(from.Environ)
	faults = append(faults, more...)
	flags, more := flagLayer(from.Flags, from.Called)
	faults = append(faults, more...)

	defaults := newLayer()
	for _, s := range Settings() {
		if s.Default != "" {
			defaults.say(s.Key, "", s.Default)
		}
	}
	merged, out := koanf.New("."), &Loaded{origins: map[string]string{}, wrong: map[string]string{}}
	for _, l := range []*layer{defaults, file, variables, flags} {
		values := make(map[string]any, len(l.words))
		for key, words := range l.words {
			values[key] = words
			out.origins[key] = l.places[key]
		}
		if err := merged.Load(confmap.Provider(values, "."), nil); err != nil {
			return out, fmt.Errorf("merge the configuration: %w", err)
		}
		faults = append(faults, l.malformed()...)
	}
	for _, s := range Settings() {
		if merged.Exists(s.Key) {
			if fault := s.read(&out.Config, merged.Strings(s.Key)); fault != nil { // told above, with its place
				if out.wrong[s.Key] = strings.Join(merged.Strings(s.Key), ", "); s.Secret {
					out.wrong[s.Key] = masked
				}
				s.get(&out.Config).SetZero()
				_ = s.read(&out.Config, defaults.words[s.Key]) // a default is well formed; a test reads them all
			}
		}
	}
	faults = append(faults, out.check()...)
	return out, faults.Err()
}

// malformed reads every value of the layer, so that one that a later layer replaces is checked, too.
func (l *layer) malformed() (faults errs.List) {
	var scratch Config
	for _, s := range Settings() {
		words, said := l.words[s.Key]
		if !said {
			continue
		}
		if fault := s.read(&scratch, words); fault != nil {
			faults = append(faults, fault.At(l.places[s.Key]))
		}
	}
	return faults
}

// split cuts a list in one word at its commas.
func split(s *Setting, word string) []string {
	if !s.List() {
		return []string{word}
	}
	return slices.DeleteFunc(strings.Split(word, ","), func(w string) bool { return strings.TrimSpace(w) == "" })
}

func variableLayer(environ []string) (*layer, errs.List) {
	known, names := map[string]*Setting{}, slices.Clone(elsewhere)
	for _, s := range Settings() {
		known[s.Env] = &s
		names = append(names, strings.TrimPrefix(s.Env, Prefix))
	}
	out, faults := newLayer(), errs.List{}
	err := koanf.New(".").Load(env.Provider("", env.Opt{
		Prefix: Prefix, EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			if s := known[name]; s != nil {
				if value != "" { // set and empty says nothing, as elsewhere in the program
					out.say(s.Key, "$"+name, split(s, value)...)
				}
				return "", nil
			}
			word := strings.TrimPrefix(name, Prefix)
			if best, near := text.Nearest(word, names); near && best != word {
				faults = append(faults, errs.Newf(errs.Invalid, "config.unknown", "没有这个环境变量；是否要写“%[1]s”？", "there is no such variable; did you mean %[1]q?", Prefix+best).At("$"+name))
			}
			return "", nil
		},
	}), nil)
	if err != nil {
		faults = append(faults, errs.Newf(errs.Invalid, "config.unreadable", "环境变量无法读取", "the environment cannot be read").Because(err))
	}
	return out, faults
}

func flagLayer(said map[string][]string, called map[string]string) (*layer, errs.List) {
	out, faults := newLayer(), errs.List{}
	all := Settings()
	for key, words := range said {
		place := called[key]
		if place == "" {
			place = "--set " + key
		}
		i := slices.IndexFunc(all, func(s Setting) bool { return s.Key == key })
		if i < 0 {
			faults = append(faults, unknown(key).At(place))
			continue
		}
		var parts []string
		for _, word := range words {
			parts = append(parts, split(&all[i], word)...)
		}
		out.say(key, place, parts...)
	}
	return out, faults
}

// unknown says what was probably meant by a key that is none.
func unknown(key string) *errs.Error {
	var keys []string
	for _, s := range Settings() {
		keys = append(keys, s.Key)
	}
	section, name, inside := strings.Cut(key, ".")
	if inside && sections()[section] { // the others of its section are nearer
		keys = slices.DeleteFunc(keys, func(k string) bool { return !strings.HasPrefix(k, section+".") })
		for i := range keys {
			keys[i] = strings.TrimPrefix(keys[i], section+".")
		}
		zh, en := text.Suggest(name, keys)
		return errs.Newf(errs.Invalid, "config.unknown", "“%[1]s”中没有设置“%[2]s”；%[3]s", "%[1]s has no setting %[2]q; %[4]s", section, name, zh, en)
	}
	for s := range sections() {
		keys = append(keys, s)
	}
	zh, en := text.Suggest(key, keys)
	return errs.Newf(errs.Invalid, "config.unknown", "没有设置“%[1]s”；%[2]s", "there is no setting %[1]q; %[3]s", key, zh, en)
}
