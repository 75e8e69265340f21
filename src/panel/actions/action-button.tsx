// A button that does an action, with its name and its key.

import { IconButton } from "../icon-button.tsx";
import type { IconName } from "../icons.tsx";
import type { View } from "../view.ts";
import { type Action, nameOf } from "./action.ts";

interface ButtonProps<V extends View> {
  readonly view: V;
  readonly action: Action<V>;
  readonly icon: IconName;
  readonly cls?: string;
  readonly pressed?: boolean;
  /** What a click does, where that is not all the same as what the keys do. */
  readonly onClick?: () => void;
}

export function ActionButton<V extends View>({ view, action, onClick = () => action.run(view), ...looks }: ButtonProps<V>) {
  return (
    <IconButton
      {...looks}
      name={view.host.t(nameOf(action, view))}
      keys={action.keys}
      disabled={action.when?.(view) === false}
      onClick={onClick}
    />
  );
}
