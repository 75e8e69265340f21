// A button with an icon: its name is read to assistive technology, its tooltip adds its key.

import { tip } from "./actions/action.ts";
import { Icon, type IconName } from "./icons.tsx";

interface ButtonProps {
  readonly icon: IconName;
  readonly name: string;
  /** See `Action.keys`. */
  readonly keys?: string | undefined;
  readonly onClick?: () => void;
  /** Id of the popover that it opens. */
  readonly menu?: string;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  readonly cls?: string;
}

export function IconButton({ icon, name, keys, onClick, menu, pressed, disabled = false, cls = "" }: ButtonProps) {
  return (
    <button
      type="button"
      class={`ib ${cls} ${pressed === true ? "on" : ""}`}
      aria-label={name}
      title={tip(name, keys)}
      {...(pressed !== undefined && { "aria-pressed": pressed })}
      {...(menu !== undefined && { popoverTarget: menu })}
      {...(onClick !== undefined && { onClick })}
      disabled={disabled}
    >
      <Icon name={icon} />
    </button>
  );
}
