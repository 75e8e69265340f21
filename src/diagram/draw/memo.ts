// A component that is drawn again only when its props have changed.

import { Component, type ComponentType, type FunctionComponent } from "preact";

export function memo<P extends object>(
  draw: FunctionComponent<P>,
  same: (a: Readonly<P>, b: Readonly<P>) => boolean = sameFields,
): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return !same(this.props, next);
    }
    override render() {
      return draw(this.props);
    }
  };
}

/** Whether all fields are equal. Arrays and objects are equal only when they are identical. */
export function sameFields(a: object, b: object): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(Reflect.get(a, key), Reflect.get(b, key)));
}
