package main

import (
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"time"
)

type item struct {
	ID    int    `json:"id"`
	Name  string `json:"name"`
	Stock int    `json:"stock"`
}

type server struct {
	db *sql.DB
}

func supplierClient() *http.Client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func (s *server) byName(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	query := fmt.Sprintf("SELECT id, name, stock FROM items WHERE name LIKE '%%%s%%'", name)
	rows, err := s.db.Query(query)
	if err != nil {
		http.Error(w, "search failed", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	writeItems(w, rows)
}

func (s *server) lowStock(w http.ResponseWriter, _ *http.Request) {
	rows, err := s.db.Query("SELECT id, name, stock FROM items WHERE stock < $1", 5)
	if err != nil {
		http.Error(w, "search failed", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	writeItems(w, rows)
}

func writeItems(w http.ResponseWriter, rows *sql.Rows) {
	items := []item{}
	for rows.Next() {
		var next item
		if err := rows.Scan(&next.ID, &next.Name, &next.Stock); err != nil {
			http.Error(w, "search failed", http.StatusInternalServerError)
			return
		}
		items = append(items, next)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(items); err != nil {
		log.Print(err)
	}
}

func main() {
	db, err := sql.Open("postgres", "host=localhost dbname=shop sslmode=verify-full")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{db: db}
	http.HandleFunc("/items", s.byName)
	http.HandleFunc("/items/low", s.lowStock)
	if _, err := supplierClient().Head("https://supplier.corner-shop.example/feed"); err != nil {
		log.Print("supplier feed unreachable: ", err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:3100", nil))
}
