package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tab is a page in headless Chromium, driven by the DevTools protocol over two
// pipes: one JSON object after the other, each ended by a zero byte.
type tab struct {
	t       *testing.T
	to      io.Writer
	session string

	mu       sync.Mutex
	next     int
	waiting  map[int]chan answer
	requests []string // addresses that the page asked for
	said     []string // errors of scripts
}

type answer struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

// openTab starts Chromium; the test is skipped where there is none.
func openTab(t *testing.T, flags ...string) *tab {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("no chromium, chromium-browser or google-chrome in PATH: the page is not tried in a browser")
	}
	theirs, to, err := os.Pipe()
	ok(t, err)
	from, their, err := os.Pipe()
	ok(t, err)
	cmd := exec.Command(browser, append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
		"--user-data-dir="+t.TempDir(), "about:blank")...)
	cmd.ExtraFiles = []*os.File{theirs, their}
	if err := cmd.Start(); err != nil {
		t.Skipf("%s does not start here: %v", browser, err)
	}
	theirs.Close()
	their.Close()
	p := &tab{t: t, to: to, waiting: map[int]chan answer{}}
	go p.listen(from)
	t.Cleanup(func() {
		p.call("Browser.close", nil, nil)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			cmd.Process.Kill()
			<-done
		}
		to.Close()
		from.Close()
	})
	var target struct{ TargetID string }
	p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	p.session = attached.SessionID
	for _, domain := range []string{"Network", "Page", "Runtime"} {
		p.call(domain+".enable", nil, nil)
	}
	return p
}

// listen takes what the browser says.
func (p *tab) listen(from io.Reader) {
	for r := bufio.NewReader(from); ; {
		b, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m struct {
			answer
			ID     int
			Method string
			Params struct {
				Request          struct{ URL string }
				ExceptionDetails struct {
					Text      string
					Exception struct{ Description string }
				}
				Args []struct{ Value any }
				Type string
			}
		}
		if json.Unmarshal(b[:len(b)-1], &m) != nil {
			continue
		}
		p.mu.Lock()
		switch {
		case m.ID > 0:
			p.waiting[m.ID] <- m.answer
		case m.Method == "Network.requestWillBeSent":
			p.requests = append(p.requests, m.Params.Request.URL)
		case m.Method == "Runtime.exceptionThrown":
			p.said = append(p.said, m.Params.ExceptionDetails.Text+" "+m.Params.ExceptionDetails.Exception.Description)
		case m.Method == "Runtime.consoleAPICalled" && m.Params.Type == "error":
			p.said = append(p.said, fmt.Sprint(m.Params.Args))
		}
		p.mu.Unlock()
	}
}

// heard returns the addresses asked for and the errors of scripts until now.
func (p *tab) heard() (requests, said []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests), slices.Clone(p.said)
}

// call sends a command and waits for its result.
func (p *tab) call(method string, params any, result any) {
	p.t.Helper()
	p.mu.Lock()
	p.next++
	id, wait := p.next, make(chan answer, 1)
	p.waiting[id] = wait
	m := map[string]any{"id": id, "method": method}
	if params != nil {
		m["params"] = params
	}
	if p.session != "" && !strings.HasPrefix(method, "Browser.") {
		m["sessionId"] = p.session
	}
	b, err := json.Marshal(m)
	ok(p.t, err)
	_, err = p.to.Write(append(b, 0))
	p.mu.Unlock()
	ok(p.t, err)
	select {
	case a := <-wait:
		if a.Error != nil {
			p.t.Fatalf("%s: %s", method, a.Error.Message)
		}
		if result != nil {
			ok(p.t, json.Unmarshal(a.Result, result))
		}
	case <-time.After(90 * time.Second):
		p.t.Fatalf("%s: no answer in 90 s", method)
	}
}

// open loads an address and waits until the page has run its scripts. before, if
// not empty, runs before them.
func (p *tab) open(address, before string) {
	p.t.Helper()
	if before != "" {
		p.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": before}, nil)
	}
	p.call("Page.navigate", map[string]any{"url": address}, nil)
	p.until("document.readyState == 'complete' && location.href != 'about:blank'", 20*time.Second)
}

// eval runs a script, waits for its promise, and stores its value in v.
func (p *tab) eval(script string, v any) {
	p.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
		}
	}
	p.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &r)
	if r.ExceptionDetails != nil {
		p.t.Fatalf("%.200s: %s", script, r.ExceptionDetails.Exception.Description)
	}
	if v != nil {
		if err := json.Unmarshal(r.Result.Value, v); err != nil {
			p.t.Fatalf("%.200s gives %.200s: %v", script, r.Result.Value, err)
		}
	}
}

// until waits until a script's value is true.
func (p *tab) until(script string, limit time.Duration) {
	p.t.Helper()
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		var is bool
		p.eval("!!("+script+")", &is)
		if is {
			return
		}
		if time.Since(begin) > limit {
			_, said := p.heard()
			p.t.Fatalf("not within %v: %s; errors: %q", limit, script, said)
		}
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
