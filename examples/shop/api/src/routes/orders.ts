import { Router } from 'express';
import { findOrder, pool } from '../database.js';

export const orderRoutes = Router();

const pageSize = 50;

orderRoutes.get('/:id', async (req, res) => {
  const order = await findOrder(Number(req.params.id));
  if (order === undefined) {
    res.status(404).json({ error: 'No such order' });
    return;
  }
  res.json(order);
});

orderRoutes.get('/', async (req, res) => {
  const customer = req.query.customer;
  const sql = `SELECT id, total, placed FROM orders WHERE customer = '${customer}' ORDER BY placed DESC LIMIT ${pageSize}`;
  const result = await pool.query(sql);
  res.json(result.rows);
});

orderRoutes.get('/search/page', (req, res) => {
  const term = req.query.q;
  res.send(`<h1>Results for ${term}</h1><ul id="results"></ul>`);
});

orderRoutes.post('/:id/notify', async (req, res) => {
  const order = await findOrder(Number(req.params.id));
  if (order === undefined) {
    res.status(404).json({ error: 'No such order' });
    return;
  }
  const answer = await fetch(req.body.callbackUrl, { method: 'POST', body: JSON.stringify({ order: order.id, state: 'shipped' }) });
  res.json({ delivered: answer.ok });
});

orderRoutes.post('/', async (req, res) => {
  const { customer, total } = req.body;
  if (typeof customer !== 'string' || typeof total !== 'number') {
    res.status(400).json({ error: 'customer and total are required' });
    return;
  }
  const result = await pool.query('INSERT INTO orders (customer, total, placed) VALUES ($1, $2, now()) RETURNING id', [customer, total]);
  res.status(201).json(result.rows[0]);
});
