package config_test

import (
	"strings"
	"testing"

	"qinlian/internal/adapter/config"
)

// another is a value for each setting that is not its default, as somebody would write it and as it is shown.
var another = map[string][2]string{
	"db": {"other.db"}, "listen": {"localhost:9000"}, "origins": {"https://a.example"}, "proxies": {"127.0.0.1/32"},
	"key": {"c2VjcmV0", "••••••"}, "key_file": {"other.key"}, "grace": {"30s"}, "drain": {"5s"}, "tls.cert": {"cert.pem"}, "tls.key": {"key.pem"},
	"oidc.issuer": {"https://sso.example"}, "oidc.client_id": {"qinlian"}, "oidc.client_secret": {"swordfish", "••••••"}, "oidc.title": {"市统一认证"}, "oidc.scopes": {"profile"}, "oidc.login_claim": {"staff_number"}, "oidc.strong": {"true"},
	"files.folder": {"files"}, "files.bucket": {"https://s3.example/bucket"}, "files.most": {"1MiB"}, "files.types": {"pdf"}, "files.scan": {"clamdscan --no-summary -"},
	"backup.folder": {"backups"},
	"mail.host":     {"mail.example"}, "mail.port": {"25"}, "mail.security": {"none"}, "mail.user": {"qinlian"}, "mail.password": {"swordfish", "••••••"}, "mail.from": {"qinlian@zone.example"},
	"notify.networks": {"10.1.0.0/16"}, "notify.plain": {"true"}, "notify.intake": {"intake.yaml"},
	"limits.header": {"6s"}, "limits.body": {"2m"}, "limits.answer": {"3m"}, "limits.idle": {"4m"}, "limits.header_size": {"64KiB"}, "limits.connections": {"12"},
	"limits.account": {"7"}, "limits.address": {"0"},
	"jobs.workers": {"4"}, "jobs.long": {"1"}, "jobs.poll": {"3s"}, "log.level": {"debug"}, "log.format": {"text"}, "log.requests": {"none"},
	"metrics.listen": {"localhost:9464"}, "metrics.token": {"swordfish", "••••••"},
	"traces.endpoint": {"http://localhost:4318"}, "traces.headers": {"Name: value", "••••••"}, "traces.sample": {"0.5"},
}

func TestEverySettingIsTakenFromTheFileTheEnvironmentAndTheCommandLine(t *testing.T) {
	t.Parallel()
	for _, s := range config.Settings() {
		said, is := another[s.Key]
		if !is {
			t.Errorf("%s has no value to try", s.Key)
			continue
		}
		want := said[1]
		if want == "" {
			want = said[0]
		}
		written := s.Key + ": '" + said[0] + "'\n"
		if section, name, inside := strings.Cut(s.Key, "."); inside {
			written = section + ":\n  " + name + ": '" + said[0] + "'\n"
		}
		for how, from := range map[string]config.Sources{
			"file":         {File: file(t, written)},
			"environment":  {Environ: []string{s.Env + "=" + said[0]}},
			"command line": {Flags: map[string][]string{s.Key: {said[0]}}},
		} {
			l, err := config.Load(from)
			if err != nil && !strings.HasPrefix(s.Key, "tls.") && !strings.HasPrefix(s.Key, "oidc.") { // one of a pair is refused, and read
				t.Errorf("%s from the %s: %v", s.Key, how, err)
			}
			if got := s.Shown(&l.Config); got != want || l.Origin(s.Key) == "" {
				t.Errorf("%s from the %s is %q from %q, want %q", s.Key, how, got, l.Origin(s.Key), want)
			}
		}
	}
}

func TestASwitchIsOnOrOff(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"true": true, "yes": true, "On": true, "1": true, "false": false, "no": false, "off": false, "0": false} {
		l, err := config.Load(config.Sources{Flags: map[string][]string{"notify.plain": {word}}})
		if err != nil || l.Notify.Plain != want {
			t.Errorf("%s is %v (%v)", word, l.Notify.Plain, err)
		}
	}
	l, err := config.Load(config.Sources{Environ: []string{"QINLIAN_NOTIFY_PLAIN=maybe"}})
	if err == nil || !strings.Contains(err.Error(), "$QINLIAN_NOTIFY_PLAIN: “notify.plain”须为 true 或 false，不是“maybe”") {
		t.Errorf("%v", err)
	}
	if said, wrong := l.Wrong("notify.plain"); said != "maybe" || !wrong || l.Origin("notify.plain") != "$QINLIAN_NOTIFY_PLAIN" {
		t.Errorf("what stands there is shown as %q (%v)", said, wrong)
	}
	if _, wrong := l.Wrong("listen"); wrong {
		t.Error("a default is wrong")
	}
}
