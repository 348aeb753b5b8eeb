import type { MizanClient } from "../client.js";
import type { FieldError } from "../error.js";
import type { InvalidationItem } from "../item.js";
import type { checks } from "./check.js";
import type { Kind } from "./kind.js";
import type { lists } from "./list.js";

/** One of the values that a field may have. */
export interface Choice {
  readonly value: string | number | boolean;
  readonly label: string;
}

/** One field, as the server declares it. What is absent is as the first of its alternatives. */
export interface FieldDefinition {
  /** What it holds: text unless given. */
  readonly type?: Kind;
  /** How it is entered; the usual way of its type unless given. */
  readonly widget?: string;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  /** The server judges it while one types. */
  readonly check?: boolean;
  /** It is shown and cannot be changed. */
  readonly disabled?: boolean;
  readonly initial?: unknown;
  readonly choices?: readonly Choice[];
  /** The fields of a group, or of each item of a repeated one. */
  readonly fields?: Fields;
  /** The least items of a repeated group, which it begins with. */
  readonly minItems?: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
  /** Media types of files, as `accept` of an input has them. */
  readonly accept?: string;
}

export type Fields = { readonly [name: string]: FieldDefinition };

/** One thing that a schema complains of. */
export interface Issue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

export type Outcome<Data> =
  | { readonly value: Data; readonly issues?: undefined }
  | { readonly value?: undefined; readonly issues: readonly Issue[] };

/** What is used of a Standard Schema: `https://standardschema.dev`. It has to answer at once, as generated ones do. */
export interface FormSchema<Data> {
  readonly "~standard": {
    readonly validate: (value: unknown) => Outcome<Data> | Promise<Outcome<Data>>;
  };
}

/** How a form with files is sent: `upload`. */
export type Sender = (
  client: MizanClient,
  name: string,
  args: object,
  options: SendOptions,
) => Promise<unknown>;

export interface SendOptions {
  signal: AbortSignal;
  affects?: readonly InvalidationItem[] | undefined;
  contract?: string | undefined;
  /** Told how much of what is sent has gone, from 0 to 1. */
  onProgress: (sent: number) => void;
}

/** A form of the server. */
export interface FormDefinition<Data = unknown> {
  readonly name: string;
  readonly title?: string;
  /** What one types in, the data that the server takes out. */
  readonly schema: FormSchema<Data>;
  /** An issue of the schema in the code and words of the server. */
  readonly words: (issue: Issue) => FieldError;
  readonly fields: Fields;
  /** Contexts to refetch when no answer says whether the form was taken. */
  readonly affects?: readonly InvalidationItem[];
  /** The hash of what a sender relies on (`docs/protocol.md` §11). */
  readonly contract?: string;
  /** What reads the wide integers of the result, and of a declared error's data. */
  readonly wide?: {
    readonly result?: (result: unknown) => unknown;
    /** Throws the error, whose data it has read. */
    readonly error?: (error: unknown) => never;
  };
  // What not every form needs, it brings with it, so that no other page pays for it.
  /** How it is sent, where it has files. */
  readonly upload?: Sender;
  /** How the server is asked while one types, where it judges a field. */
  readonly checks?: typeof checks;
  /** How items come and go, where it has repeated groups. */
  readonly lists?: typeof lists;
}
