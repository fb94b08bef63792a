package config

import (
	"fmt"
	"math"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

// read turns words into the setting's value in c; the fault names no place yet.
func (s *Setting) read(c *Config, words []string) *errs.Error {
	into := s.get(c)
	if s.List() {
		var list []string
		for _, w := range words {
			w = strings.TrimSpace(w)
			if fault := s.checked(w); fault != nil {
				return fault
			}
			list = append(list, w)
		}
		into.Set(reflect.ValueOf(list))
		return nil
	}
	if len(words) != 1 {
		return errs.Newf(errs.Invalid, "config.one_value", "“%[1]s”只能有一个值", "%[1]s takes one value", s.Key)
	}
	word := strings.TrimSpace(words[0])
	if s.kind.Kind() == reflect.Bool {
		yes, known := truths[strings.ToLower(word)]
		into.SetBool(yes)
		if !known {
			return s.malformed(word)
		}
		return nil
	}
	n, known := s.number(word)
	switch s.kind {
	case reflect.TypeFor[string]():
		if word != "" || s.Default != "" { // what has a default cannot be done without
			if fault := s.checked(word); fault != nil {
				return fault
			}
		}
		into.SetString(word)
		return nil
	case reflect.TypeFor[float64]():
		into.SetFloat(n)
	default:
		into.SetInt(int64(n))
	}
	if !known {
		return s.malformed(word)
	}
	least, _ := s.number(s.tag.Get("min"))
	most, _ := s.number(s.tag.Get("max"))
	if n < least || n > most {
		return errs.Newf(errs.Invalid, "config.range", "“%[1]s”须在 %[2]s 到 %[3]s 之间，不是 %[4]s", "%[1]s must be from %[2]s to %[3]s, not %[4]s", s.Key, s.tag.Get("min"), s.tag.Get("max"), word)
	}
	return nil
}

// truths are the words that a switch may be set to.
var truths = map[string]bool{"true": true, "yes": true, "on": true, "1": true, "false": false, "no": false, "off": false, "0": false}

// number reads a duration in nanoseconds, a size in bytes, or a figure.
func (s *Setting) number(word string) (float64, bool) {
	switch s.kind {
	case reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(word)
		return float64(d), err == nil
	case reflect.TypeFor[Bytes]():
		return bytesOf(word)
	case reflect.TypeFor[int]():
		n, err := strconv.Atoi(word)
		return float64(n), err == nil
	}
	n, err := strconv.ParseFloat(word, 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

var units = []struct {
	name string
	size float64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}, {"", 1}}

func bytesOf(word string) (float64, bool) {
	for _, u := range units {
		if digits, ok := strings.CutSuffix(word, u.name); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32)
			return float64(n) * u.size, err == nil && n >= 0
		}
	}
	return 0, false
}

func (s *Setting) malformed(word string) *errs.Error {
	zh, en := "整数", "a whole number"
	switch s.kind {
	case reflect.TypeFor[time.Duration]():
		zh, en = "时间，如 90s、20m、12h", "a duration such as 90s, 20m or 12h"
	case reflect.TypeFor[Bytes]():
		zh, en = "大小，如 32768、32KiB、1MiB", "a size such as 32768, 32KiB or 1MiB"
	case reflect.TypeFor[float64]():
		zh, en = "数字", "a number"
	case reflect.TypeFor[bool]():
		zh, en = " true 或 false", "true or false"
	}
	return errs.Newf(errs.Invalid, "config.form", "“%[1]s”须为%[2]s，不是“%[4]s”", "%[1]s must be %[3]s, not %[4]q", s.Key, zh, en, word)
}

// forms are what strings must look like, by the tag check.
var forms = map[string]struct {
	zh, en string
	ok     func(word string) bool
}{
	"address": {"主机:端口，如 localhost:8080", "HOST:PORT, such as localhost:8080", isAddress},
	"origin":  {"网址的来源，如 https://qinlian.example.gov.cn，不带路径", "an origin such as https://qinlian.example.gov.cn, without a path", isOrigin},
	"url":     {"http 或 https 网址", "an http or https URL", isURL},
	"network": {"网段或地址，如 10.0.0.0/8", "a network or address, such as 10.0.0.0/8", func(word string) bool { _, ok := Network(word); return ok }},
	"header":  {"“名称: 值”", "Name: value", isHeader},
}

func (s *Setting) checked(word string) *errs.Error {
	if len(s.Choices) > 0 && !slices.Contains(s.Choices, word) {
		list := strings.Join(s.Choices, ", ")
		return errs.Newf(errs.Invalid, "config.choice", "“%[1]s”须为下列之一：%[2]s，不是“%[3]s”", "%[1]s must be one of %[2]s, not %[3]q", s.Key, list, word)
	}
	form, asked := forms[s.tag.Get("check")]
	if !asked || form.ok(word) {
		return nil
	}
	if s.Secret {
		word = masked
	}
	return errs.Newf(errs.Invalid, "config.form", "“%[1]s”须为%[2]s，不是“%[4]s”", "%[1]s must be %[3]s, not %[4]q", s.Key, form.zh, form.en, word)
}

func isAddress(word string) bool {
	host, port, err := net.SplitHostPort(word)
	n, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && n <= math.MaxUint16 && !strings.ContainsAny(host, " /")
}

func isOrigin(word string) bool {
	u, err := url.Parse(word)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Scheme+"://"+u.Host == word
}

func isURL(word string) bool {
	u, err := url.Parse(word)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

func isHeader(word string) bool {
	name, _, ok := strings.Cut(word, ":")
	return ok && name != "" && !strings.ContainsAny(word, "\r\n") && !strings.ContainsAny(name, " \t")
}

// Network reads a network, or one address as the network of itself.
func Network(word string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(word); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(word)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// masked stands where a secret would.
const masked = "••••••"

// Shown is the setting's value in c as a file would write it, secrets masked; "" for none.
func (s *Setting) Shown(c *Config) string {
	v := s.get(c)
	switch {
	case v.IsZero() && s.Default == "":
		return ""
	case s.tag.Get("secret") == "all":
		return masked
	case s.tag.Get("secret") == "url":
		return MaskedURL(v.String())
	}
	switch x := v.Interface().(type) {
	case []string:
		return strings.Join(x, ", ")
	case time.Duration:
		return shortest(x)
	case Bytes:
		for _, u := range slices.Backward(units[:3]) {
			if size := Bytes(u.size); x >= size && x%size == 0 {
				return strconv.FormatInt(int64(x/size), 10) + u.name
			}
		}
		return strconv.FormatInt(int64(x), 10)
	default:
		return fmt.Sprint(x)
	}
}

// shortest writes a duration without its zero parts: 2m and not 2m0s.
func shortest(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MaskedURL hides the password of a URL; one that cannot be read and may hold one is hidden whole.
func MaskedURL(address string) string {
	if !strings.Contains(address, "://") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return masked
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, masked)
			u.RawQuery = query.Encode()
		}
	}
	if _, given := u.User.Password(); !given {
		return u.String()
	}
	name := u.User.Username()
	u.User = nil
	return strings.Replace(u.String(), "://", "://"+url.User(name).String()+":"+masked+"@", 1)
}
