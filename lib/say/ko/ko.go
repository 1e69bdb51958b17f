// Package ko makes the library speak Korean in a notebook that imports it:
//
//	import _ "seminar.example/lib/say/ko"
//
// Every notebook of the Korean edition does.
package ko

import "seminar.example/lib/say"

func init() { say.Notebook = "ko" }
