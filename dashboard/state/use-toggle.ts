import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

/** Something that is there or not, such as a dialog. */
export interface Toggle {
  readonly isOn: boolean;
  readonly on: () => void;
  readonly off: () => void;
}

/** A toggle that is off at first. */
export function useToggle(): Toggle {
  const state = useSignal(false);
  const turn = useMemo(() => {
    const to = (value: boolean) => () => {
      state.value = value;
    };
    return { on: to(true), off: to(false) };
  }, [state]);
  return { isOn: state.value, ...turn };
}
