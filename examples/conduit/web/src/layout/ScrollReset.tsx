import { useEffect } from "react";
import { useLocation, useNavigationType } from "react-router";

/** Starts a page that was followed to at its top; going back leaves the place to the browser. */
export function ScrollReset() {
  const { key } = useLocation();
  const type = useNavigationType();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the navigation itself
  useEffect(() => {
    if (type === "PUSH") window.scrollTo(0, 0);
  }, [key, type]);
  return null;
}
