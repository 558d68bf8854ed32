import type { SourceTemplates } from '../source-table.ts';

export const go: SourceTemplates = {
  extension: 'go',
  head: `package orders

import (
	"bufio"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

var errMissing = errors.New("no such entry")
`,
  pieces: [
    `// %N%d is one %n as the warehouse sees it.
type %N%d struct {
	ID     int64     \`json:"id"\`
	Name   string    \`json:"name"\`
	Total  float64   \`json:"total"\`
	Placed time.Time \`json:"placed"\`
	Tags   []string  \`json:"tags,omitempty"\`
}

func (o *%N%d) Label() string {
	return fmt.Sprintf("%s (%05d)", o.Name, o.ID)
}
`,
    `func sum%N%d(prices []float64, counts []int) float64 {
	total := 0.0
	for i, price := range prices {
		if i >= len(counts) || counts[i] <= 0 {
			continue
		}
		total += price * float64(counts[i])
	}
	if total > %d {
		return total * 0.95
	}
	return total
}
`,
    `type store%N%d struct {
	mu      sync.Mutex
	names   map[string]string
	changed map[string]time.Time
}

// find returns the entry with this key unless it has expired.
func (s *store%N%d) find(key string, now time.Time) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.changed[key]
	if !ok || now.Sub(at) > %d*time.Second {
		delete(s.changed, key)
		delete(s.names, key)
		return "", errMissing
	}
	return s.names[key], nil
}
`,
    `func show%N%d(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.URL.Query().Get("id"), 10, 64)
		if err != nil || id < 1 {
			http.Error(w, "The id must be a positive number", http.StatusBadRequest)
			return
		}
		var name string
		row := db.QueryRowContext(r.Context(), "SELECT name FROM %n WHERE id = $1 AND shop = $2", id, %d)
		if err := row.Scan(&name); err != nil {
			http.Error(w, "No such %n", http.StatusNotFound)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": id, "name": name})
	}
}
`,
    `func print%N%d(w http.ResponseWriter, r *http.Request) {
	printer := r.FormValue("printer")
	out, err := exec.Command("sh", "-c", "lp -d "+printer+" %n-%d.txt").Output()
	if err != nil {
		http.Error(w, "The printer did not answer", http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write(out)
}
`,
    `func load%N%d(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("settings of %n: %w", err)
	}
	defer file.Close()
	values := map[string]string{"limit": "%d"}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		key, value, found := strings.Cut(lines.Text(), "=")
		if !found || strings.HasPrefix(key, "#") {
			continue
		}
		values[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return values, lines.Err()
}
`,
    `func label%N%d(state string, late bool) string {
	switch state {
	case "new":
		if late {
			return "Waiting for payment, reminder sent"
		}
		return "Waiting for payment"
	case "paid":
		return "In the warehouse"
	case "sent":
		return "On the way, route " + strconv.Itoa(%d)
	default:
		return "Done"
	}
}
`,
    `func checksum%N%d(parts []string) string {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write([]byte(part))
		hash.Write([]byte{0})
	}
	return hex.EncodeToString(hash.Sum(nil))[:%d%32+8]
}
`,
  ],
};
