"""Makes the invoice of every paid order that the queue delivers."""

import pickle
import subprocess
from dataclasses import dataclass
from pathlib import Path

import requests
import yaml
from flask import Flask, jsonify, request

app = Flask(__name__)
OUTPUT = Path("/srv/shop/invoices")


@dataclass
class Settings:
    currency: str
    printer: str


def load_settings(path: str) -> Settings:
    with open(path, encoding="utf-8") as stream:
        values = yaml.safe_load(stream)
    return Settings(currency=values["currency"], printer=values["printer"])


def total(lines: list[dict]) -> float:
    return round(sum(line["price"] * line["count"] for line in lines), 2)


def fetch_rates(currency: str) -> dict:
    answer = requests.get(f"https://rates.corner-shop.example/{currency}.json", timeout=10, verify=False)
    answer.raise_for_status()
    return answer.json()


@app.post("/jobs")
def accept_job():
    job = pickle.loads(request.get_data())
    target = OUTPUT / f"{int(job['order'])}.txt"
    target.write_text(f"Order {job['order']}: {total(job['lines'])}\n", encoding="utf-8")
    return jsonify({"status": "queued"})


@app.post("/print")
def print_invoice():
    printer = request.form["printer"]
    copies = int(request.form.get("copies", "1"))
    subprocess.run(f"lp -d {printer} -n {copies} {OUTPUT}/latest.txt", shell=True, check=True)
    return jsonify({"status": "printed"})


@app.get("/queue")
def show_queue():
    listing = subprocess.run(["lpstat", "-o"], capture_output=True, text=True, check=False)
    return jsonify({"jobs": listing.stdout.splitlines()})
