package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Directory opens the installation's accounts. Who comes in is a matter of the machine's clock, whatever day the office
// is shown: an authenticator's codes, another system's tokens and a lock-out know no other.
func (a *App) Directory(c *config.Config) (*identity.Directory, error) {
	key, err := sealingKey(c)
	if err != nil {
		return nil, err
	}
	return identity.New(a.DB, identity.Config{
		Keys: [][]byte{key}, Plain: c.Plain(), Origins: c.Sites(), Providers: providers(c), Clock: a.Clock, Office: a.Engine.NowIn, Zones: a.zones,
		// Administrators must have a second factor wherever others can reach the server.
		NeedsSecond: func(_ context.Context, account *identity.Account) (bool, error) {
			return account.Admin != identity.NoAdmin && !c.Plain(), nil
		},
	})
}

// signOn is what the one provider that settings name is called in addresses.
const signOn = "sso"

// providers are who else may say who somebody is.
func providers(c *config.Config) []identity.Provider {
	o := &c.OIDC
	if o.Issuer == "" {
		return nil
	}
	title := text.Text{Zh: "统一认证", En: "Single sign-on"}
	if o.Title != "" {
		title = text.Text{Zh: o.Title, En: o.Title}
	}
	return []identity.Provider{{
		ID: signOn, Title: title, Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Scopes: o.Scopes, LoginClaim: o.LoginClaim, Strong: o.Strong,
		Redirect: c.Sites()[0] + door.Prefix + "/session/providers/" + signOn + "/return",
	}}
}

// KeyFile is where the key that seals secrets is kept: where the settings say, else beside a SQLite database; "" for
// neither.
func KeyFile(c *config.Config) string {
	file, isFile := FileOf(c.DB)
	if c.KeyFile != "" || !isFile {
		return c.KeyFile
	}
	return file + ".key"
}

// keySize is how many random bytes seal secrets.
const keySize = 32

// sealingKey is what seals secrets: given, or kept in a file that only its owner can read, and made where it is missing.
func sealingKey(c *config.Config) ([]byte, error) {
	key, err := givenKey(c)
	if key == nil && err == nil {
		return freshKey(KeyFile(c))
	}
	return key, err
}

// checkKey says why a server would refuse what seals secrets; a key file that cannot be read is for config.CheckFiles
// to tell.
func checkKey(c *config.Config) error {
	key, err := givenKey(c)
	if key == nil && err == nil {
		if reason := unmakeable(filepath.Dir(KeyFile(c))); reason != nil {
			return errs.Newf(errs.Invalid, "serve.key_file", "无法写入密钥文件", "the key file cannot be written").At(KeyFile(c)).Because(reason)
		}
	}
	if errs.CodeOf(err) == "serve.key_file" {
		return nil
	}
	return err
}

// givenKey is the key that is there; nil for one that is yet to be made.
func givenKey(c *config.Config) ([]byte, error) {
	words, file := c.Key, KeyFile(c)
	if words == "" {
		if file == "" {
			return nil, errs.Newf(errs.Invalid, "serve.no_key", "请用 --key-file 指明密钥文件（没有则自动生成，须妥善保管）", "name a key file with --key-file (it is made when missing; keep it safe)")
		}
		raw, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil // sealingKey makes one
		}
		if err != nil {
			return nil, errs.Newf(errs.Invalid, "serve.key_file", "无法读取密钥文件", "the key file cannot be read").At(file).Because(err)
		}
		words = string(raw)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(words))
	if err != nil || len(key) < keySize {
		return nil, errs.Newf(errs.Invalid, "serve.bad_key", "密钥应为至少 %[1]d 个随机字节的 base64", "the key should be at least %[1]d random bytes in base64", keySize).At(file)
	}
	return key, nil
}

func freshKey(file string) ([]byte, error) {
	key := make([]byte, keySize)
	if _, err := io.ReadFull(rand.Reader, key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make the key's folder: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "serve.key_file", "无法写入密钥文件", "the key file cannot be written").At(file).Because(err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	return key, errors.Join(err, f.Sync(), f.Close())
}
