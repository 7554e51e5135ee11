/** True only for identical types: `any`, optionality and `readonly` make a difference. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<Expected>()(value)` lacks an argument unless the type of `value` is exactly `Expected`. */
export const same =
  <Expected>() =>
  <Actual>(
    _value: Actual,
    ..._proof: Same<Expected, Actual> extends true ? [] : [expected: Expected, actual: Actual]
  ) => {};
