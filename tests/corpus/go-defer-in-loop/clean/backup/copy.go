// Package backup copies files to another folder.
package backup

import (
	"crypto/sha256"
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

func addTo(sum io.Writer, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(sum, in)
	return err
}

// Sum is one checksum over many files, in their order.
func Sum(paths []string) ([]byte, error) {
	sum := sha256.New()
	for _, path := range paths {
		if err := addTo(sum, path); err != nil {
			return nil, err
		}
	}
	return sum.Sum(nil), nil
}

// Copy copies one file into a folder.
func Copy(path, folder string) error {
	return copyFile(path, filepath.Join(folder, filepath.Base(path)))
}
