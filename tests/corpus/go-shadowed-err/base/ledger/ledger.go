// Package ledger books amounts in one transaction.
package ledger

import "fmt"

// Tx is what a database offers.
type Tx interface {
	Exec(query string, args ...any) error
	Commit() error
	Rollback() error
}

// Entry moves cents from one account to another.
type Entry struct {
	From, To string
	Cents    int64
}

func book(tx Tx, account string, cents int64) error {
	return tx.Exec("UPDATE account SET cents = cents + ? WHERE name = ?", cents, account)
}

// Move books one entry.
func Move(tx Tx, entry Entry) error {
	if err := book(tx, entry.From, -entry.Cents); err != nil {
		return fmt.Errorf("from %s: %w", entry.From, err)
	}
	return book(tx, entry.To, entry.Cents)
}
