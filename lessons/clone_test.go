package main

import (
	"encoding/json/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/copies"
)

// What is true of the lessons in this clone.

const saves = `
import json, sys
from jupyter_server.services.contents.filemanager import FileContentsManager
manager = FileContentsManager(root_dir=sys.argv[1])
for name in sys.argv[2:]:
    manager.save(manager.get(name), name)
`

// Opened and saved by Jupyter's own file manager every lesson holds the same.
func TestTheServerSavesALessonAsItWas(t *testing.T) {
	python(t)
	dir := t.TempDir()
	paths, err := filepath.Glob(clone + "/notebooks/*.ipynb")
	ok(t, err)
	arguments := []string{"-c", saves, dir}
	for _, p := range paths {
		put(t, filepath.Join(dir, filepath.Base(p)), get(t, p))
		arguments = append(arguments, filepath.Base(p))
	}
	if out, err := exec.Command("python", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, p := range paths {
		was, err := parse(p)
		ok(t, err)
		is, err := parse(filepath.Join(dir, filepath.Base(p)))
		ok(t, err)
		if is.Held() != was.Held() || is.Edited() {
			t.Errorf("%s: saved, it holds something else, or counts as edited", p)
		}
	}
	if len(paths) < 9 {
		t.Errorf("%d lessons", len(paths))
	}
}

func TestGitSeesNoCopyAndPullsMeetNone(t *testing.T) {
	if _, err := os.Stat(clone + "/.git"); err != nil {
		t.Skip("this folder is no clone")
	}
	ignored := []string{"work/04_x.ipynb", "work/weights/a.safetensors", "work/.issued"}
	said, err := exec.Command("git", append([]string{"-C", clone, "check-ignore"}, ignored...)...).Output()
	if have := strings.Fields(string(said)); err != nil || strings.Join(have, " ") != strings.Join(ignored, " ") {
		t.Errorf("git ignores %q, expected %q (%v)", have, ignored, err)
	}
	if said, err := exec.Command("git", "-C", clone, "ls-files", "work").Output(); err != nil || len(said) > 0 {
		t.Errorf("git has %s (%v)", said, err)
	}
}

// named are the paths of files in links and cells.
var named = regexp.MustCompile(`(?:\]\(|")((?:\.\./|weights/|solutions/)[\w./%-]+|[\w-]+\.(?:ipynb|md))[)"]`)

// linked are the files that links in texts lead to.
var linked = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)\s]*)?\)`)

// Links lead to files, from notebooks/ and from the copies in work/ alike.
func TestLinksLeadSomewhereFromACopyToo(t *testing.T) {
	root := t.TempDir()
	ok(t, copies.New(clone+"/notebooks", root+"/work").Update())
	for _, folder := range []string{"lib", "datasets"} {
		there, err := filepath.Abs(clone + "/" + folder)
		ok(t, err)
		if err := os.Symlink(there, filepath.Join(root, folder)); err != nil {
			t.Skip(err) // Windows, where it takes a right of its own
		}
	}
	seen := map[string]int{}
	all, err := names(clone+"/notebooks", "", ".ipynb")
	ok(t, err)
	for _, name := range all {
		source := fenced.ReplaceAllString(get(t, clone+"/notebooks/src/"+name+".md"), "")
		for _, m := range linked.FindAllStringSubmatch(source, -1) {
			seen[path.Base(m[1])]++
			for _, folder := range []string{clone + "/notebooks", root + "/work"} {
				if _, err := os.Stat(filepath.Join(folder, path.Dir(name), filepath.FromSlash(m[1]))); err != nil {
					t.Errorf("%s: its link %s leads nowhere from %s", name, m[1], filepath.Base(folder))
				}
			}
		}
	}
	if len(seen) < 10 || seen["notation.md"] < 3 {
		t.Errorf("saw the links %v", seen)
	}
}

// The changelog has a section for each lesson, and none for another.
func TestChangelogByLesson(t *testing.T) {
	all, err := filepath.Glob(clone + "/notebooks/[0-9]*.ipynb")
	ok(t, err)
	want := []string{}
	for _, path := range all {
		if name := strings.TrimSuffix(filepath.Base(path), ".ipynb"); name != "05_features" { // it leads to two others
			want = append(want, name)
		}
	}
	release, _, _ := strings.Cut(get(t, clone+"/CHANGELOG.md")+"\n## [", "\n## [0")
	have := []string{}
	for _, m := range regexp.MustCompile(`(?m)^#### (\d\S*)$`).FindAllStringSubmatch(release, -1) {
		have = append(have, m[1])
	}
	if len(want) < 10 || !slices.Equal(have, want) {
		t.Errorf("CHANGELOG.md has sections for %q, expected %q", have, want)
	}
}

// Paths in cells and links lead into work/, or out of it by ../ as from notebooks/.
func TestWhatLessonsNameByAPathIsReachedFromACopy(t *testing.T) {
	found := 0
	all, err := names(clone+"/notebooks", "", ".ipynb")
	ok(t, err)
	for _, name := range all {
		nb, err := parse(clone + "/notebooks/" + name + ".ipynb")
		ok(t, err)
		for _, c := range nb.Cells {
			for _, m := range named.FindAllStringSubmatch(c.Source(), -1) {
				found++
				there := path.Join("notebooks", path.Dir(name), m[1])
				reached := strings.HasSuffix(there, ".ipynb") && strings.Count(there, "/") == 1 || there == "notebooks/notation.md"
				for _, folder := range []string{"notebooks/weights/", "notebooks/solutions/", "lib/", "datasets/"} {
					reached = reached || strings.HasPrefix(there, folder)
				}
				if !reached {
					t.Errorf("%s: %s is nothing that work/ has, too", name, m[1])
				}
			}
		}
	}
	if found <= 10 {
		t.Errorf("found %d paths, expected more than 10", found)
	}
}

// The list of fuzz tests is read whole: those of these packages are in it.
func TestFuzzTargets(t *testing.T) {
	out := "FuzzA\nFuzzB\nok  \tx/a\t0.1s\n?   \tx/b\t[no test files]\nok  \tx/c\t0.1s [no tests to run]\nFuzzC\nok  \tx/d\t0.2s\n"
	have, err := json.Marshal(listed(out))
	ok(t, err)
	if want := `[{"Name":"FuzzA","Pkg":"x/a"},{"Name":"FuzzB","Pkg":"x/a"},{"Name":"FuzzC","Pkg":"x/d"}]`; string(have) != want {
		t.Errorf("targets %s, expected %s", have, want)
	}
}
