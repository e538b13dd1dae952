// Package config has the settings of the process.
package config

import (
	"encoding/json"
	"os"
	"sync"
)

// Settings of the process.
type Settings struct {
	Address string
	Workers int
}

var (
	mu       sync.Mutex
	settings *Settings
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
	if settings != nil {
		return settings
	}
	mu.Lock()
	defer mu.Unlock()
	if settings == nil {
		settings = read("settings.json")
	}
	return settings
}

// Reload reads them anew at the next call of Get.
func Reload() {
	mu.Lock()
	defer mu.Unlock()
	settings = nil
}
