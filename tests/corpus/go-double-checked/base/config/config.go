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
	once     sync.Once
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
	once.Do(func() { settings = read("settings.json") })
	return settings
}
