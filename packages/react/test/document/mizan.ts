// What the samples of `docs/client.md` import as `./mizan`: the generated client, and a call with errors.
import { defineCall, defineMutation } from "@mizan/react";

export * from "../generated/index.js";

export type ClaimNameError =
  | { code: "name_taken"; data: { suggestion: string } }
  | { code: "locked" };

export const claimName = /* @__PURE__ */ defineCall<{ name: string }, null, ClaimNameError>(
  "claim_name",
);
export const useClaimName = /* @__PURE__ */ defineMutation(claimName);
