// Package say gives what the library says to a reader in the language of the
// lesson: the words that figures add, checks, exercises, the progress of a training,
// interactive views, the line about the backend, and errors.
//
// A text is named by its English format, which stands where it is used:
//
//	fmt.Println(say.Sprintf("found trained weights (%v, seed %d) in %s, loading", …))
//
// The language is that of the notebook, which imports lib/say/ko for Korean;
// $SEMINAR_LANG overrules it; else it is English. What the compiler, the operating
// system and other modules say stays English, also within an error of ours.
//
// Why not golang.org/x/text/message: it writes numbers by the rules of the language,
// so that the numbers of two editions would differ in their digits, and it links
// tables of all languages into the program of every cell.
package say

import (
	"fmt"
	"os"
)

// LangVar names an environment variable: "ko" or "en", whatever the notebook says.
const LangVar = "SEMINAR_LANG"

// Notebook is the language of the notebook; lib/say/ko sets it.
var Notebook = "en"

// Language returns "en" or "ko".
func Language() string {
	if l := os.Getenv(LangVar); l == "en" || l == "ko" {
		return l
	}
	return Notebook
}

// T returns a text, or a format of fmt, in the language of the lesson. A text that
// the catalogue lacks stays English.
func T(english string) string {
	if Language() == "ko" {
		for _, catalogue := range []map[string]string{korean, koreanErrors} {
			if text, known := catalogue[english]; known {
				return text
			}
		}
	}
	return english
}

// Words returns texts in the language of the lesson by their English, for a script;
// nil where that is English.
func Words(english ...string) map[string]string {
	if Language() == "en" {
		return nil
	}
	words := map[string]string{}
	for _, text := range english {
		words[text] = T(text)
	}
	return words
}

// Sprintf is fmt.Sprintf with a format in the language of the lesson.
func Sprintf(format string, values ...any) string { return fmt.Sprintf(T(format), values...) }

// Errorf is fmt.Errorf with a format in the language of the lesson.
func Errorf(format string, values ...any) error {
	if Language() == "en" {
		return fmt.Errorf(format, values...) // by this call, vet checks the values of every Errorf
	}
	return fmt.Errorf(T(format), values...)
}

// Error is an error without values, to compare with: a constant, which says its text
// in the language that the lesson has by then.
type Error string

func (e Error) Error() string { return T(string(e)) }
