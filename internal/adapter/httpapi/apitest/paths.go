package apitest

import "net/url"

// InZone is a path below the zone.
func InZone(path string) string { return "/api/v1/zones/" + Zone + path }

// OfMatter is a path below a matter.
func OfMatter(number, path string) string { return InZone("/matters/" + url.PathEscape(number) + path) }

// Deeds is the body of a command request.
func Deeds(d ...map[string]any) map[string]any { return map[string]any{"deeds": d} }
