package jpyexec

// whyKilled follows the error of a program that ended: where it was killed and no
// one interrupted it, what happened and what to do; else nothing. A container's
// limit of memory says no more than this signal.
func whyKilled(err error, interrupted bool) string {
	if err.Error() != "signal: killed" || interrupted {
		return ""
	}
	return ": the system ended the cell's program, as it does when memory is full. " +
		"Let the cell hold less at a time (fewer samples, a smaller batch or network), " +
		"shut down kernels that you do not use, and run it again"
}
