package accounts

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
)

// factors declares the second factors of one's own account beside one-time codes, and how somebody proves once more
// who they are. Whether enough has been proved yet is asked by package identity: a sign-in may be half way.
func (a *api) factors() {
	say := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: "/session" + path, Summary: summary, Tag: "account"}
	}
	secret := func(op door.Operation) door.Operation { op.Secret = true; return op }
	door.Public(a.Door, say("read-factors", http.MethodGet, "/factors", "Which second factors your account has"), a.readFactors)
	door.Public(a.Door, say("remove-code", http.MethodDelete, "/factor", "Take the authenticator app off your account"), a.removeCode)
	door.Public(a.Door, secret(say("renew-recovery", http.MethodPost, "/recovery", "New recovery codes, shown once; the old ones are void")), a.renewRecovery)
	door.Public(a.Door, say("confirm-self", http.MethodPost, "/confirm", "Prove once more by your password that it is you"), a.confirmSelf)
	door.Public(a.Door, say("begin-key", http.MethodPost, "/keys/new", "Begin to register a security key: options for navigator.credentials.create"), a.beginKey)
	door.Public(a.Door, secret(say("add-key", http.MethodPost, "/keys", "Register a security key with the browser's answer; gives the recovery codes, once, if there were none")), a.addKey)
	door.Public(a.Door, say("remove-key", http.MethodDelete, "/keys/{key}", "Take a security key off your account"), a.removeKey)
	door.Public(a.Door, say("begin-key-use", http.MethodPost, "/key", "Begin to use a security key: options for navigator.credentials.get"), a.beginKeyUse)
	door.Public(a.Door, say("use-key", http.MethodPut, "/key", "Give the second factor with the browser's answer"), a.useKey)
	end := say("end-visit", http.MethodDelete, "/visits/{visit}", "End one of your visits, as another browser that was left signed in")
	end.Status = http.StatusNoContent
	door.Public(a.Door, end, a.endVisit)
}

// FactorsOutput is what an account has beside its password.
type FactorsOutput struct{ Body identity.Factors }

func (a *api) readFactors(ctx context.Context, _ *door.Caller, _ *struct{}) (*FactorsOutput, error) {
	f, err := a.directory.Factors(ctx)
	if err != nil {
		return nil, err
	}
	return &FactorsOutput{Body: *f}, nil
}

func (a *api) removeCode(ctx context.Context, _ *door.Caller, _ *struct{}) (*FactorsOutput, error) {
	if err := a.directory.RemoveOneTimeCode(ctx); err != nil {
		return nil, err
	}
	return a.readFactors(ctx, nil, nil)
}

func (a *api) renewRecovery(ctx context.Context, _ *door.Caller, _ *struct{}) (*RecoveryOutput, error) {
	codes, err := a.directory.RenewRecovery(ctx)
	return recoveryOutput(codes), err
}

func recoveryOutput(codes []string) *RecoveryOutput {
	out := &RecoveryOutput{}
	out.Body.Recovery = append([]string{}, codes...)
	return out
}

func (a *api) confirmSelf(ctx context.Context, _ *door.Caller, in *struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"1000"`
	}
},
) (*SessionOutput, error) {
	return session(a.directory.Confirm(ctx, in.Body.Password))
}

// OptionsOutput is what the browser's credentials interface is given: its publicKey member.
type OptionsOutput struct {
	Body struct {
		PublicKey any `json:"publicKey" doc:"As W3C WebAuthn level 2 has it; binary members in base64url"`
	}
}

func (a *api) beginKey(ctx context.Context, _ *door.Caller, _ *struct{}) (*OptionsOutput, error) {
	options, err := a.directory.BeginAddKey(ctx)
	if err != nil {
		return nil, err
	}
	out := &OptionsOutput{}
	out.Body.PublicKey = options.Response
	return out, nil
}

// CredentialInput is the browser's answer.
type CredentialInput struct {
	Body struct {
		Title      string         `json:"title,omitempty" maxLength:"100" doc:"Of a new key, to tell keys apart"`
		Credential map[string]any `json:"credential" doc:"The PublicKeyCredential as JSON (toJSON)"`
	}
}

// answer is the credential as package identity reads it.
func (in *CredentialInput) answer() ([]byte, error) {
	raw, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "http.invalid", "密钥的应答读不出", "the key's answer cannot be read").At("body.credential")
	}
	return raw, nil
}

func (a *api) addKey(ctx context.Context, _ *door.Caller, in *CredentialInput) (*RecoveryOutput, error) {
	answer, err := in.answer()
	if err != nil {
		return nil, err
	}
	codes, err := a.directory.FinishAddKey(ctx, in.Body.Title, answer)
	return recoveryOutput(codes), err
}

func (a *api) removeKey(ctx context.Context, _ *door.Caller, in *struct {
	Key string `path:"key" maxLength:"1400" doc:"Its id, base64url"`
},
) (*FactorsOutput, error) {
	id, err := base64.RawURLEncoding.DecodeString(in.Key)
	if err != nil {
		return nil, errs.Newf(errs.NotFound, "identity.no_key", "没有这个安全密钥", "there is no such security key")
	}
	if err := a.directory.RemoveKey(ctx, id); err != nil {
		return nil, err
	}
	return a.readFactors(ctx, nil, nil)
}

func (a *api) beginKeyUse(ctx context.Context, _ *door.Caller, _ *struct{}) (*OptionsOutput, error) {
	options, err := a.directory.BeginUseKey(ctx)
	if err != nil {
		return nil, err
	}
	out := &OptionsOutput{}
	out.Body.PublicKey = options.Response
	return out, nil
}

func (a *api) useKey(ctx context.Context, _ *door.Caller, in *CredentialInput) (*SessionOutput, error) {
	answer, err := in.answer()
	if err != nil {
		return nil, err
	}
	return session(a.directory.FinishUseKey(ctx, answer))
}

func (a *api) endVisit(ctx context.Context, _ *door.Caller, in *struct {
	Visit string `path:"visit" maxLength:"200" doc:"Its id"`
},
) (*struct{}, error) {
	return nil, a.directory.EndVisit(ctx, in.Visit)
}
