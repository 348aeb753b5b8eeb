/** Paths into what one types: `email`, `address.street`, `lines.0.name`. */

type Item<List> = List extends readonly (infer Each)[] ? Each : never;

type Below<Name extends string, Inner> =
  NonNullable<Inner> extends Blob
    ? never
    : NonNullable<Inner> extends readonly unknown[]
      ? Item<NonNullable<Inner>> extends infer Each
        ? Each extends Blob | string | number | boolean
          ? never
          : `${Name}.${number}` | `${Name}.${number}.${FieldPath<Each>}`
        : never
      : NonNullable<Inner> extends object
        ? `${Name}.${FieldPath<NonNullable<Inner>>}`
        : never;

/** Every path into values of a type. */
export type FieldPath<Values> = {
  [Name in keyof Values & string]: Name | Below<Name, Values[Name]>;
}[keyof Values & string];

/** What stands at a path. */
export type ValueAt<Values, Path extends string> = Values extends readonly (infer Each)[]
  ? Path extends `${number}.${infer Rest}`
    ? ValueAt<Each, Rest>
    : Path extends `${number}`
      ? Each
      : never
  : Path extends keyof Values
    ? Values[Path]
    : Path extends `${infer Name}.${infer Rest}`
      ? Name extends keyof Values
        ? ValueAt<NonNullable<Values[Name]>, Rest>
        : never
      : never;

/** The lists of groups, whose items come and go. */
export type ListPath<Values> = {
  [Name in keyof Values & string]: Values[Name] extends readonly (infer Each)[]
    ? Each extends Blob | string | number | boolean
      ? never
      : Name
    : Values[Name] extends Blob | null
      ? never
      : Values[Name] extends object
        ? `${Name}.${ListPath<Values[Name]>}`
        : never;
}[keyof Values & string];

/** What a form may begin with: any part of its values, and `null` for nothing. */
export type Initial<Values> = {
  [Name in keyof Values]?:
    | (Values[Name] extends readonly (infer Each)[]
        ? readonly (Each extends Blob | string | number | boolean ? Each : Initial<Each>)[]
        : Values[Name] extends Blob | null | string | number | boolean
          ? Values[Name]
          : Initial<Values[Name]>)
    | null
    | undefined;
};
