import { z } from 'zod';

/** Which part of a list to give: the rows behind the one with this id, oldest first. */
export const pageInput = {
  limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'At most so many' }),
  after: z.string().min(1).max(100).optional().meta({ description: 'Id of the last one of the page before' }),
};

/** Ids of the product, as they stand in addresses. */
export const idInput = z.string().min(1).max(100);
