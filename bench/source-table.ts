/**
 * Pieces of ordinary code from which benchmark files are put together. `%N` is a capitalised noun, `%n` the same in lower case,
 * `%d` a number that differs in each piece. A few pieces hold weaknesses, at about the rate of real code.
 */
export interface SourceTemplates {
  readonly extension: string;
  readonly head: string;
  readonly pieces: readonly string[];
}

export const nouns = ['Order', 'Invoice', 'Customer', 'Shipment', 'Ticket', 'Account', 'Report', 'Session', 'Basket', 'Supplier', 'Voucher', 'Return'] as const;

export const typescript: SourceTemplates = {
  extension: 'ts',
  head: `import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import express from 'express';
import { pool } from './database.js';

const app = express();
`,
  pieces: [
    `export interface %N%d {
  readonly id: number;
  readonly name: string;
  readonly total: number;
  readonly placed: Date;
  readonly tags: readonly string[];
}
`,
    `export function sum%N%d(items: readonly { price: number; count: number }[]): number {
  let total = 0;
  for (const item of items) {
    if (item.count <= 0) continue;
    total += Math.round(item.price * item.count * 100) / 100;
  }
  return total > %d ? total - discount%N(total, %d) : total;
}
`,
    `export class %N%dStore {
  private readonly entries = new Map<string, { name: string; changed: number }>();

  /** The entry with this key, or undefined after it has expired. */
  find(key: string, now: number = Date.now()): { name: string; changed: number } | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || now - entry.changed > %d_000) {
      this.entries.delete(key);
      return undefined;
    }
    return entry;
  }

  put(key: string, name: string): void {
    this.entries.set(key, { name: name.trim(), changed: Date.now() });
  }
}
`,
    `app.get('/%n/%d/:id', async (req, res) => {
  const id = Number.parseInt(req.params.id, 10);
  if (!Number.isSafeInteger(id) || id < 1) {
    res.status(400).json({ error: 'The id must be a positive number' });
    return;
  }
  const found = await pool.query('SELECT id, name, total FROM %n WHERE id = $1 AND shop = $2', [id, %d]);
  if (found.rows.length === 0) {
    res.status(404).json({ error: 'No such %n' });
    return;
  }
  res.json({ ...found.rows[0], links: { self: \`/%n/\${id}\` } });
});
`,
    `app.get('/%n/%d/list', async (req, res) => {
  const filter = req.query.filter;
  const result = await pool.query("SELECT id, name FROM %n WHERE state = '" + filter + "' LIMIT %d");
  res.json(result.rows.map((row: { id: number; name: string }) => ({ id: row.id, label: row.name.toUpperCase() })));
});
`,
    `export async function load%N%d(path: string): Promise<Record<string, string>> {
  const lines = (await readFile(path, 'utf8')).split('\\n');
  const values: Record<string, string> = {};
  for (const line of lines) {
    const [key, ...rest] = line.split('=');
    if (key === undefined || key.startsWith('#')) continue;
    values[key.trim()] = rest.join('=').trim();
  }
  return values;
}
`,
    `export function label%N%d(state: 'new' | 'paid' | 'sent' | 'closed', late: boolean): string {
  switch (state) {
    case 'new':
      return late ? 'Waiting for payment, reminder sent' : 'Waiting for payment';
    case 'paid':
      return 'In the warehouse';
    case 'sent':
      return \`On the way (\${late ? 'late' : 'in time'}, route %d)\`;
    default:
      return 'Done';
  }
}
`,
    `export function checksum%N%d(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\\u0000');
  return hash.digest('hex').slice(0, %d % 2 === 0 ? 16 : 32);
}
`,
    `function discount%N(total: number, percent: number): number {
  const share = Math.min(Math.max(percent, 0), 100) / 100;
  return Math.round(total * share * 100) / 100;
}
`,
  ],
};

export const python: SourceTemplates = {
  extension: 'py',
  head: `"""Part of a shop."""

import hashlib
import json
import logging
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, jsonify, request

log = logging.getLogger(__name__)
app = Flask(__name__)
`,
  pieces: [
    `@dataclass
class %N%d:
    """One %n as the warehouse sees it."""

    number: int
    name: str
    total: float = 0.0
    tags: list[str] = field(default_factory=list)

    def label(self) -> str:
        return f"{self.name} ({self.number:05d})"
`,
    `def total_%n_%d(lines: list[dict]) -> float:
    total = 0.0
    for line in lines:
        if line["count"] <= 0:
            continue
        total += round(line["price"] * line["count"], 2)
    return total if total < %d else total * 0.95
`,
    `class %N%dStore:
    """Keeps each %n in a JSON file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache: dict[str, dict] = {}

    def find(self, key: str) -> dict | None:
        if key in self.cache:
            return self.cache[key]
        path = self.folder / f"{int(key)}.json"
        if not path.exists():
            log.info("no %n with number %s", key)
            return None
        with path.open(encoding="utf-8") as stream:
            self.cache[key] = json.load(stream)
        return self.cache[key]

    def forget(self, key: str) -> None:
        self.cache.pop(key, None)
`,
    `@app.get("/%n/%d/<int:number>")
def show_%n_%d(number: int):
    store = %N%dStore(Path("data/%n"))
    found = store.find(str(number))
    if found is None:
        return jsonify({"error": "no such %n"}), 404
    return jsonify({"name": found["name"], "total": round(found["total"], 2)})
`,
    `@app.post("/%n/%d/print")
def print_%n_%d():
    printer = request.form["printer"]
    subprocess.run(f"lp -d {printer} %n-%d.txt", shell=True, check=True)
    return jsonify({"status": "printed"})
`,
    `def digest_%n_%d(parts: list[str]) -> str:
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(part.encode("utf-8"))
        hasher.update(b"\\0")
    return hasher.hexdigest()[:%d]
`,
    `def state_%n_%d(paid: bool, sent: bool, days: int) -> str:
    if not paid:
        return "reminder sent" if days > %d else "waiting for payment"
    if not sent:
        return "in the warehouse"
    return "late" if days > 14 else "on the way"
`,
    `async def export_%n_%d(rows, target: Path) -> int:
    written = 0
    try:
        with target.open("w", encoding="utf-8") as stream:
            async for row in rows:
                stream.write(";".join(str(value) for value in row.values()) + "\\n")
                written += 1
    except OSError as error:
        log.warning("export of %n stopped after %s rows: %s", written, error)
    return written
`,
  ],
};
