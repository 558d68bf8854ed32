import type { Scheme } from './scheme.ts';

const numberTypes =
  /^(?:u?int(?:8|16|32|64|128|256|ptr)?(?:_t)?|[iu](?:8|16|32|64|128|size)|size_t|usize|isize|byte|sbyte|short|ushort|long|ulong|float(?:32|64)?|f32|f64|double|decimal|number|bigint|Integer|Long|Short|Byte|Double|Float|BigInteger|BigDecimal|Int|Int32|Int64|UInt|Decimal|complex)$/;
const booleanTypes = /^(?:bool|boolean|Boolean|_Bool)$/;

/** Whether values of a type, as it is declared, are taken to be harmless under a rule. */
export function isSafeType({ safe }: Scheme, type: string): boolean {
  if (type === '' || !(safe.numbers || safe.booleans)) return false;
  return (safe.numbers && numberTypes.test(type)) || (safe.booleans && booleanTypes.test(type));
}
