import { MizanError } from "@mizan/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./style/index.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root to render into");

createRoot(root, { onCaughtError }).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

/** The console is for what the code did wrong; an answer of the server is told on the page and kept in the server's log. */
function onCaughtError(error: unknown) {
  if (!(error instanceof MizanError)) console.error(error);
}
