import { Component, type ErrorInfo, type ReactNode } from "react";
import { forgetFailure, retryRead } from "./cache.js";

export interface MizanErrorBoundaryProps {
  children?: ReactNode;
  /**
   * What stands in for the children. `retry` reads again what failed, each read once however often it is
   * called meanwhile, and renders the children, which wait for that.
   */
  fallback: (error: unknown, retry: () => void) => ReactNode;
  /** Another value renders the children again, such as the page's address. */
  resetKey?: unknown;
  onError?: (error: unknown, info: ErrorInfo) => void;
}

interface Caught {
  failure?: { error: unknown } | undefined;
}

/**
 * Keeps an error in its children from taking the rest of the page with it, and tries again what Mizan's
 * hooks could not read: each time it is asked to, what failed is read once, and otherwise never.
 *
 * Any other error boundary does as well: call {@link retryRead} with the error before it resets itself.
 */
export class MizanErrorBoundary extends Component<MizanErrorBoundaryProps, Caught> {
  override state: Caught = {};

  static getDerivedStateFromError(error: unknown): Caught {
    return { failure: { error } };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    this.props.onError?.(error, info);
  }

  override componentDidUpdate({ resetKey }: MizanErrorBoundaryProps): void {
    if (!this.state.failure || Object.is(resetKey, this.props.resetKey)) return;
    this.#forget();
    this.#reset();
  }

  override componentWillUnmount(): void {
    this.#forget();
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return this.props.fallback(failure.error, () => {
      retryRead(failure.error);
      this.#reset();
    });
  }

  #forget(): void {
    if (this.state.failure) forgetFailure(this.state.failure.error);
  }

  #reset(): void {
    this.setState({ failure: undefined });
  }
}
