// Package text holds words shown to people, in the two languages of the product.
package text

// Text is one message in Simplified Chinese and in English. A file written by an office may give
// Chinese alone; English then falls back to it.
type Text struct {
	Zh string `json:"zh" yaml:"zh"`
	En string `json:"en,omitempty" yaml:"en"`
}

// Lang is a language tag that the product speaks.
type Lang string

// The two languages: Simplified Chinese first, English complete.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// In returns the words in lang, or in the other language where lang is missing.
func (t Text) In(lang Lang) string {
	if lang == En && t.En != "" || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// IsZero tells whether no words were given at all.
func (t Text) IsZero() bool { return t == Text{} }

// ParseLang reads LANG-like values: "en", "en_US.UTF-8", "zh_CN.UTF-8". Anything but English is Chinese.
func ParseLang(s string) Lang {
	if len(s) >= 2 && (s[:2] == "en" || s[:2] == "EN") {
		return En
	}
	return Zh
}
