import { MizanErrorBoundary } from "@mizan/react";
import { type ReactNode, Suspense } from "react";
import { useLocation } from "react-router";
import { Failure } from "./Failure";

/**
 * A part of a page that loads and fails by itself, so that the rest stays.
 *
 * What failed is tried again when the reader asks for it or goes elsewhere.
 */
export function Part({ fallback, children }: { fallback: ReactNode; children: ReactNode }) {
  const { key } = useLocation();
  return (
    <MizanErrorBoundary
      resetKey={key}
      fallback={(error, retry) => <Failure error={error} onRetry={retry} />}
    >
      <Suspense fallback={fallback}>{children}</Suspense>
    </MizanErrorBoundary>
  );
}
