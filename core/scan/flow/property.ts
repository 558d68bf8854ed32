import { accessTo } from './access.ts';
import type { Call } from './form.ts';
import type { Activation } from './machine.ts';
import { deepTaint, type State, storePlace } from './state.ts';
import { emptyShape, joinTaint, joinValue, narrowed, type Taint, taintedValue, unknownValue, type Value } from './value.ts';

const setter = /^[sS]et(?=[A-Z])/;
const getter = /^[gG]et(?=[A-Z])/;
const field = /^[A-Za-z_]\w*$/;

/** A call of a setter whose body is not at hand puts its argument into the field of that name. */
export function setProperty(activation: Activation, state: State, { call, given }: { readonly call: Call; readonly given: readonly Value[] }): void {
  const [value, second] = given;
  const place = setter.test(call.name) && value !== undefined && second === undefined ? activation.run.flow.placeOf(call.object) : undefined;
  if (place === undefined || value === undefined || deepTaint(state, value).length === 0) return;
  storePlace(accessTo(activation, state, call.node), { ...place, path: [...place.path, propertyOf(call.name, setter)] }, value);
}

/** What a getter returns of an object that is known in parts: its field, or what is not under the name of another one. Undefined for other calls. */
export function getProperty(
  state: State,
  { call, given, receiver }: { readonly call: Call; readonly given: readonly Value[]; readonly receiver: Value },
): Value | undefined {
  if (given.length > 0 || receiver.sites.length === 0 || !getter.test(call.name)) return undefined;
  const key = propertyOf(call.name, getter);
  let found: Value = unknownValue;
  for (const site of receiver.sites) {
    const shape = state.heap.get(site) ?? emptyShape;
    let taint: Taint = joinTaint(narrowed(receiver.taint, undefined), shape.rest);
    for (const [name, value] of shape.fields) if (!field.test(name)) taint = joinTaint(taint, deepTaint(state, value));
    found = joinValue(found, shape.fields.get(key) ?? taintedValue(taint));
  }
  return found;
}

function propertyOf(method: string, prefix: RegExp): string {
  const name = method.replace(prefix, '');
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
