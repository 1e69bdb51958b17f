package goplsclient

import "context"

// Share starts the kernel's own language server, at the first Tab: there are no
// sockets in folders here.
func (c *Client) Share(context.Context) error {
	if !c.IsStopped() {
		return nil
	}
	return c.Start()
}
