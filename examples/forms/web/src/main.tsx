import { MizanProvider } from "@mizan/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./style.css";
import { Workshop } from "./Workshop";

// A form that the browser posted itself is answered at another address than that of its page.
if (location.pathname.startsWith("/api/")) history.replaceState(null, "", "/");

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MizanProvider>
        <Workshop />
      </MizanProvider>
    </StrictMode>,
  );
}
