// bytes decodes the base64 that JSON makes of Go's []byte.

const bytes = s => Uint8Array.from(atob(s || ""), c => c.charCodeAt(0));
