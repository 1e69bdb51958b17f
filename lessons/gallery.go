package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"seminar.example/lessons/notebook"
	"seminar.example/lib/files"
)

// The pictures that README shows: gallery/NAME.png, as the notebooks show them. A
// figure's name stands in the metadata of its output (lib/show).

var picture = regexp.MustCompile(`gallery/([a-z0-9-]+)\.png`)

// pictures returns the figures that the executed notebooks hold: PNGs by name.
func (s *seminar) pictures() (map[string]string, error) {
	found := map[string]string{}
	all, err := names(s.path("notebooks"), "", ".ipynb")
	if err != nil {
		return nil, err
	}
	for _, name := range all {
		data, err := os.ReadFile(s.notebookPath(name))
		if err != nil {
			return nil, err
		}
		nb, err := notebook.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("notebooks/%s.ipynb %w", name, err)
		}
		for _, c := range nb.Code() {
			for _, o := range c.Outputs() {
				if figure, _ := o.Metadata()["name"].(string); figure != "" {
					text, _ := o.Data()["image/png"].(string)
					png, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
					if err != nil {
						return nil, fmt.Errorf("notebooks/%s.ipynb: the picture of %s: %w", name, figure, err)
					}
					found[figure] = string(png)
				}
			}
		}
	}
	return found, nil
}

// wanted returns the names of the pictures that README links, in order.
func (s *seminar) wanted() ([]string, error) {
	text, err := readText(s.path("README.md"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range picture.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// galleryBreaches returns what is wrong with gallery/, a line each.
func (s *seminar) galleryBreaches() ([]string, error) {
	have, err := s.pictures()
	if err != nil {
		return nil, err
	}
	all, err := s.wanted()
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, name := range all {
		path := "gallery/" + name + ".png"
		if png, is := have[name]; !is {
			wrong = append(wrong, fmt.Sprintf("README shows %s, but no notebook has a figure %s", path, name))
		} else if data, err := os.ReadFile(s.path(path)); err != nil || string(data) != png {
			wrong = append(wrong, path+" is not the figure of the notebook: run `make notebooks`")
		}
	}
	entries, err := os.ReadDir(s.path("gallery"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if name, is := strings.CutSuffix(e.Name(), ".png"); !is || !slices.Contains(all, name) {
			wrong = append(wrong, fmt.Sprintf("README does not show gallery/%s: remove it", e.Name()))
		}
	}
	return wrong, nil
}

// writeGallery writes the pictures that README links, where they differ.
func (s *seminar) writeGallery() error {
	have, err := s.pictures()
	if err != nil {
		return err
	}
	all, err := s.wanted()
	if err != nil {
		return err
	}
	for _, name := range all {
		path := s.path("gallery/" + name + ".png")
		if old, err := os.ReadFile(path); have[name] == "" || err == nil && string(old) == have[name] {
			continue
		}
		if err := files.Write(path, []byte(have[name])); err != nil {
			return err
		}
	}
	return nil
}
