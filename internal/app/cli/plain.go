package cli

import "regexp"

// plain is a page of Markdown as somebody reads it on a terminal: headings and bold words without their marks.
func plain(page string) string {
	return boldMark.ReplaceAllString(headingMark.ReplaceAllString(page, ""), "$1")
}

var (
	headingMark = regexp.MustCompile(`(?m)^#{1,6} `)
	boldMark    = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
)
