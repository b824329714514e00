module github.com/hulanhq/hulan

go 1.26.0

// Text encodings, from the Go project.
require golang.org/x/text v0.43.0

// The command line: commands and flags, the progress bar, is this a terminal.
require (
	github.com/schollz/progressbar/v3 v3.19.1
	github.com/spf13/cobra v1.10.2
	github.com/spf13/pflag v1.0.9
	golang.org/x/term v0.47.0
)

// Tests: scripts of commands and their output.
require github.com/rogpeppe/go-internal v1.16.0

// Files of rules and policies.
require (
	github.com/BurntSushi/toml v1.6.0
	github.com/goccy/go-yaml v1.19.2
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
)
