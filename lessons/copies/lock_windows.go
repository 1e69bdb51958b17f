package copies

import "os"

// Lock opens a file, no more: the lock is flock's. Run one `make lab` at a time.
func Lock(string, func()) (*os.File, error) { return os.Open(os.DevNull) }
