package plot

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCopiesOfColours holds the colours that CSS, JavaScript and HTML repeat: each is
// one of the house or one of the greys listed here.
func TestCopiesOfColours(t *testing.T) {
	house := append(slices.Clone(classColors[:]), inkText, inkSoft, inkGrid, inkAxis, inkWhite)
	literal := regexp.MustCompile(`#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b`)
	for _, c := range []struct {
		files  string
		least  int // colours that are found: that the test looks where they are
		others []string
	}{
		{"../show/*.go", 2, nil},
		{"../show/js/*.js", 8, []string{"#d8d8d8"}}, // edges of the turning box; thinner than a figure's grid
		{"../../page/pack/*.css", 12, []string{
			"#1f2328", "#666677", "#e3e5e8", // ink, soft and line of the page
			"#c4c8ce", "#9aa0a8", // edges of fields
			"#a23b00", // the house's red, dark enough for text
		}},
		{"../../page/pack/*.js", 1, nil},
		{"../../page/pack/*.html", 0, nil},
		{"../../site/*.css", 0, nil},
		{"../../bench/picture/*.go", 0, nil},
	} {
		paths, err := filepath.Glob(c.files)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: no files, %v", c.files, err)
		}
		found := 0
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, colour := range literal.FindAllString(string(content), -1) {
				found++
				full := strings.ToLower(colour)
				if len(full) == 4 { // #abc is #aabbcc
					full = "#" + strings.Repeat(full[1:2], 2) + strings.Repeat(full[2:3], 2) + strings.Repeat(full[3:], 2)
				}
				known := slices.ContainsFunc(house, func(ink inkColor) bool { return Hex(ink) == full })
				if !known && !slices.Contains(c.others, full) {
					t.Errorf("%s: the colour %s is none of lib/plot/palette.go, nor one of the greys that this test lists", path, colour)
				}
			}
		}
		if found < c.least {
			t.Errorf("%s: %d colours found, expected at least %d", c.files, found, c.least)
		}
	}
}
