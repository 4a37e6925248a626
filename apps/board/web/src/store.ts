import { useLayoutEffect, useState } from "preact/hooks";

/** A value outside the components, which they can follow. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** Reads it in a component, which is drawn anew when it changes. */
  use(): Value;
}

/** Makes a store. */
export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial;
  const followers = new Set<(mark: object) => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const follower of followers) follower({});
    },
    use: () => {
      const [, redraw] = useState({});
      useLayoutEffect(() => {
        followers.add(redraw);
        return () => {
          followers.delete(redraw);
        };
      }, []);
      return value;
    },
  };
}
