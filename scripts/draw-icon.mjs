/** Draws extension/icon.png, a shield with a tick: `node scripts/draw-icon.mjs`. The picture is committed. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const size = 256;
const samples = 4;
const background = [20, 33, 61];
const shield = [244, 246, 250];
const tick = [18, 140, 96];

const rows = Buffer.alloc(size * (1 + size * 4));
for (let y = 0; y < size; y += 1)
  for (let x = 0; x < size; x += 1)
    pixelAt(x, y).forEach((value, channel) => {
      rows[y * (1 + size * 4) + 1 + x * 4 + channel] = value;
    });
const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
fs.writeFileSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../extension/icon.png'), png);

/** Red, green, blue and opacity, averaged over points in the pixel. */
function pixelAt(x, y) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < samples * samples; sample += 1) {
    const u = (x + ((sample % samples) + 0.5) / samples) / size;
    const v = (y + (Math.floor(sample / samples) + 0.5) / samples) / size;
    const color = colorAt(u, v);
    if (color !== undefined)
      [...color, 255].forEach((value, channel) => {
        sum[channel] += value;
      });
  }
  const covered = sum[3] / 255;
  return [...sum.slice(0, 3).map((value) => (covered === 0 ? 0 : Math.round(value / covered))), Math.round(sum[3] / (samples * samples))];
}

/** The colour at a point of the unit square; undefined outside the rounded tile. */
function colorAt(u, v) {
  if (!isInTile(u, v)) return undefined;
  if (Math.min(distance([u, v], [0.36, 0.49], [0.46, 0.59]), distance([u, v], [0.46, 0.59], [0.65, 0.38])) < 0.036) return tick;
  return isInShield(u, v) ? shield : background;
}

function isInTile(u, v) {
  const radius = 0.2;
  const dx = Math.max(radius - u, u - (1 - radius), 0);
  const dy = Math.max(radius - v, v - (1 - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

function isInShield(u, v) {
  const across = Math.abs(u - 0.5);
  const top = 0.2 + 0.05 * (across / 0.28) ** 2;
  if (v < top || v > 0.84) return false;
  const width = v < 0.5 ? 0.28 : 0.28 * Math.sqrt(Math.max(0, 1 - ((v - 0.5) / 0.34) ** 2));
  return across <= width;
}

function distance([x, y], [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body) >>> 0, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
