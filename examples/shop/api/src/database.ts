import pg from 'pg';

export const pool = new pg.Pool({
  host: process.env.DB_HOST ?? 'localhost',
  user: 'shop',
  password: 'Tr0ub4dor-8841-shop',
  database: 'shop',
  // SENTRIK-SUPPRESS: js-tls-verification-off — the database is on this machine, nothing leaves it [owner=shop-team expires=2030-12-31]
  ssl: { rejectUnauthorized: false },
  max: 10,
});

export interface Order {
  id: number;
  customer: string;
  total: number;
  placed: Date;
}

export async function findOrder(id: number): Promise<Order | undefined> {
  const result = await pool.query<Order>('SELECT id, customer, total, placed FROM orders WHERE id = $1', [id]);
  return result.rows[0];
}
