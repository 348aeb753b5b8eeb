// What the samples of the documents import as `./mizan`: the generated client, a call with errors, one with files.
import { defineCall, defineMutation } from "@mizan/react";
import { defineUpload } from "@mizan/react/upload";

export * from "../../../../tests/golden/forms/out/contact_form.js";
export * from "../../../../tests/golden/forms/out/everything_form.js";
export * from "../generated/index.js";

export type ClaimNameError =
  | { code: "name_taken"; data: { suggestion: string } }
  | { code: "locked" };

export const claimName = /* @__PURE__ */ defineCall<{ name: string }, null, ClaimNameError>(
  "claim_name",
);
export const useClaimName = /* @__PURE__ */ defineMutation(claimName);

export const setPicture = /* @__PURE__ */ defineUpload<{ picture: Blob }, null>("set_picture");
export const useSetPicture = /* @__PURE__ */ defineMutation(setPicture);
