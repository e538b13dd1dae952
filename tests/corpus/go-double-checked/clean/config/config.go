// Package config has the settings of the process.
package config

import (
	"encoding/json"
	"os"
	"sync"
	"sync/atomic"
)

// Settings of the process.
type Settings struct {
	Address string
	Workers int
}

var (
	mu       sync.Mutex
	settings atomic.Pointer[Settings]
)

func read(path string) *Settings {
	made := &Settings{Address: ":8080", Workers: 4}
	if data, err := os.ReadFile(path); err == nil {
		json.Unmarshal(data, made)
	}
	return made
}

// Get reads the settings at the first call.
func Get() *Settings {
	if made := settings.Load(); made != nil {
		return made
	}
	mu.Lock()
	defer mu.Unlock()
	if settings.Load() == nil {
		settings.Store(read("settings.json"))
	}
	return settings.Load()
}

// Reload reads them anew at the next call of Get.
func Reload() {
	mu.Lock()
	defer mu.Unlock()
	settings.Store(nil)
}
