/** What generated code reads wide integers with. */
export { failWide, readWide, type Wide } from "@mizan/client/wide";
