// Package mechanisms holds the mechanism files that the binary carries, one folder a zone and the base
// that they extend: for the demonstration, and as examples to begin from.
package mechanisms

import "embed"

// Files are the folders, as mechanism.Load wants them.
//
//go:embed */*.yaml */*/*.yaml schema.json
var Files embed.FS
