import { MizanError } from "@mizan/client";
import { createMizan } from "@mizan/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { takeOver } from "./start/before";
import { warm } from "./start/warm";
import "./style/index.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root to render into");

const mizan = createMizan();
// What the server has put there stays until what takes its place can be shown at once.
if (root.hasChildNodes()) warm(location.pathname).finally(() => takeOver(root, render));
else render();

function render() {
  createRoot(root as HTMLElement, { onCaughtError }).render(
    <StrictMode>
      <App mizan={mizan} />
    </StrictMode>,
  );
}

/** The console is for what the code did wrong; an answer of the server is told on the page and kept in the server's log. */
function onCaughtError(error: unknown) {
  if (!(error instanceof MizanError)) console.error(error);
}
