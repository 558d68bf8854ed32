import pg from 'pg';

export const pool = new pg.Pool({
  host: process.env.DB_HOST ?? 'localhost',
  user: 'shop',
  password: 'Tr0ub4dor-8841-shop',
  database: 'shop',
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
