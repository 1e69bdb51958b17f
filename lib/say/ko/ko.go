// Package ko makes the library speak Korean in a notebook that imports it:
//
//	import _ "seminar.example/lib/say/ko"
//
// Introduced in the Korean notebook 00.
package ko

import "seminar.example/lib/say"

func init() { say.Notebook = "ko" }
