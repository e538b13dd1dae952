// Package backup copies files to another folder.
package backup

import (
	"io"
	"os"
	"path/filepath"
)

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// Copy copies one file into a folder.
func Copy(path, folder string) error {
	return copyFile(path, filepath.Join(folder, filepath.Base(path)))
}
